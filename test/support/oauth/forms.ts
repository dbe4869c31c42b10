/** The pages of the server for a real browser: plain forms, no script. */
export function loginForm(email: string): string {
  return page(
    'Sign in',
    `<label>E-mail <input type="email" name="email" autocomplete="username" required value="${escapeHtml(email)}"></label>
<label>Password <input type="password" name="password" autocomplete="current-password"></label>
<button name="action" value="login">Next</button>`,
  )
}

export function consentForm(email: string, scopes: readonly string[]): string {
  const boxes = scopes.map(
    scope =>
      `<label><input type="checkbox" name="scope" value="${escapeHtml(scope)}" checked> ${escapeHtml(scope)}</label>`,
  )
  return page(
    'gmailsql wants access',
    `<p>${escapeHtml(email)}</p>
${boxes.join('\n')}
<button name="action" value="deny">Cancel</button>
<button name="action" value="allow">Allow</button>`,
  )
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>
<body><h1>${title}</h1>
<form method="post">
${content}
</form></body></html>
`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
