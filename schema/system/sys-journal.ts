import type { ListTableDefinition } from '../../src/catalog/table.ts'

export const sysJournal: ListTableDefinition = {
  kind: 'list',
  name: 'sys_journal',
  doc: 'What was sent to change mail or to send it, a row for each command, oldest first. EXEC Undo takes the commands of one Journal back.',
  columns: [
    { name: 'Entry', type: 'INTEGER', key: true, doc: 'Number of the command' },
    { name: 'Journal', type: 'INTEGER', doc: 'Number of the statement that it belongs to' },
    { name: 'Time', type: 'DATETIME', doc: 'When it was sent, UTC' },
    { name: 'Operation', type: 'TEXT', doc: 'INSERT, UPDATE, DELETE, or the name of a procedure' },
    { name: 'Statement', type: 'TEXT', doc: 'The statement, its first 4,000 characters' },
    { name: 'Mailbox', type: 'TEXT', doc: 'Mailbox path; NULL where a message was sent' },
    {
      name: 'Change',
      type: 'TEXT',
      doc: 'What the command was to do, a JSON object; of a message that was sent its Message-ID and how many get it',
    },
    {
      name: 'Ids',
      type: 'TEXT',
      doc: 'UIDs of the messages in Mailbox, a JSON array; of a new message, once it is known',
    },
    {
      name: 'Before',
      type: 'TEXT',
      doc: 'MsgId, Flags and Labels of each before the statement, a JSON array',
    },
    {
      name: 'After',
      type: 'TEXT',
      doc: 'UIDs of moved or copied messages in the other mailbox, a JSON array; else NULL',
    },
    { name: 'Outcome', type: 'TEXT', doc: 'sent (and no answer yet), done, failed, unknown' },
    { name: 'Detail', type: 'TEXT', doc: 'Why it failed, or which messages it did not reach' },
    { name: 'UndoneBy', type: 'INTEGER', doc: 'The Journal of the Undo that took it back' },
  ],
  examples: [
    {
      title: 'What went wrong',
      sql: "SELECT Journal, Time, Statement, Detail FROM sys_journal WHERE Outcome <> 'done'",
    },
  ],
}
