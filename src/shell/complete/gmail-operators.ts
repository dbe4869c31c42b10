/** What Gmail's search box understands, see https://support.google.com/mail/answer/7190. */
export const GMAIL_OPERATORS: readonly string[] = [
  ...['after:', 'before:', 'older:', 'newer:', 'older_than:', 'newer_than:'],
  ...[
    'from:',
    'to:',
    'cc:',
    'bcc:',
    'deliveredto:',
    'list:',
    'subject:',
    'filename:',
    'label:',
    'rfc822msgid:',
  ],
  ...['size:', 'larger:', 'smaller:', 'AROUND', 'OR'],
  ...['category:primary', 'category:social', 'category:promotions', 'category:updates', 'category:forums'],
  ...['category:reservations', 'category:purchases'],
  ...['has:attachment', 'has:drive', 'has:document', 'has:spreadsheet', 'has:presentation', 'has:youtube'],
  ...['has:userlabels', 'has:nouserlabels', 'has:yellow-star', 'has:blue-info'],
  ...['in:anywhere', 'in:inbox', 'in:sent', 'in:drafts', 'in:spam', 'in:trash', 'in:snoozed', 'in:archive'],
  ...['is:unread', 'is:read', 'is:starred', 'is:important', 'is:muted', 'is:snoozed', 'is:chat'],
]

/** A label as `label:` takes it: blanks and the separator of nested ones are hyphens. */
export function searchLabel(name: string): string {
  return name.toLowerCase().replace(/[\s/()&]+/g, '-')
}
