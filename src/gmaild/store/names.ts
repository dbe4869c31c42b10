/** Names of the system mailboxes in the account's language; clients find them by SPECIAL-USE. */
export interface SystemNames {
  readonly prefix: string
  readonly all: string
  readonly drafts: string
  readonly important: string
  readonly sent: string
  readonly spam: string
  readonly starred: string
  readonly trash: string
}

function names(prefix: string, words: readonly string[]): SystemNames {
  const [all, drafts, important, sent, spam, starred, trash] = words as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  return { prefix, all, drafts, important, sent, spam, starred, trash }
}

export const SYSTEM_NAMES: Readonly<Record<string, SystemNames>> = {
  en: names('[Gmail]', ['All Mail', 'Drafts', 'Important', 'Sent Mail', 'Spam', 'Starred', 'Trash']),
  'en-GB': names('[Google Mail]', ['All Mail', 'Drafts', 'Important', 'Sent Mail', 'Spam', 'Starred', 'Bin']),
  ja: names('[Gmail]', [
    'すべてのメール',
    '下書き',
    '重要',
    '送信済みメール',
    '迷惑メール',
    'スター付き',
    'ゴミ箱',
  ]),
  fr: names('[Gmail]', [
    'Tous les messages',
    'Brouillons',
    'Important',
    'Messages envoyés',
    'Spam',
    'Suivis',
    'Corbeille',
  ]),
  de: names('[Gmail]', [
    'Alle Nachrichten',
    'Entwürfe',
    'Wichtig',
    'Gesendet',
    'Spam',
    'Markiert',
    'Papierkorb',
  ]),
  es: names('[Gmail]', ['Todos', 'Borradores', 'Importantes', 'Enviados', 'Spam', 'Destacados', 'Papelera']),
}
