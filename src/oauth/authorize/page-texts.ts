import type { Language } from './accept-language.ts'

/** `success` a code came · `denied` the user said no · `failure` the server said no · `foreign` not our callback. */
export type PageKind = 'success' | 'denied' | 'failure' | 'foreign'

export interface PageText {
  readonly title: string
  readonly heading: string
  readonly paragraphs: readonly string[]
}

export const PAGE_TEXTS: Readonly<Record<Language, Readonly<Record<PageKind, PageText>>>> = {
  en: {
    success: {
      title: 'You can close this page – gmailsql',
      heading: 'Thank you, that is all',
      paragraphs: [
        'Your permission has reached gmailsql.',
        'You can close this page and go back to the window you came from.',
      ],
    },
    denied: {
      title: 'No permission given – gmailsql',
      heading: 'No permission was given',
      paragraphs: [
        'gmailsql cannot read any mail, and nothing was changed.',
        'If you did not mean to refuse, start the sign-in again in gmailsql.',
      ],
    },
    failure: {
      title: 'Sign-in failed – gmailsql',
      heading: 'The sign-in did not succeed',
      paragraphs: ['Go back to the window you came from: gmailsql says there what can be done.'],
    },
    foreign: {
      title: 'Not a sign-in – gmailsql',
      heading: 'This address belongs to no sign-in',
      paragraphs: [
        'gmailsql is waiting for another answer, so this one was put aside.',
        'If you are signing in just now, use the page that was opened last.',
      ],
    },
  },
  ja: {
    success: {
      title: 'このページは閉じてかまいません – gmailsql',
      heading: 'ありがとうございます。手続きは以上です',
      paragraphs: [
        '許可の内容が gmailsql に届きました。',
        'このページを閉じて、元のウィンドウにお戻りください。',
      ],
    },
    denied: {
      title: '許可されませんでした – gmailsql',
      heading: 'アクセスは許可されませんでした',
      paragraphs: [
        'gmailsql がメールを読むことはできません。何も変更されていません。',
        '誤って拒否した場合は、gmailsql でもう一度サインインを始めてください。',
      ],
    },
    failure: {
      title: 'サインインできませんでした – gmailsql',
      heading: 'サインインできませんでした',
      paragraphs: ['元のウィンドウにお戻りください。どうすればよいかを gmailsql が表示しています。'],
    },
    foreign: {
      title: 'サインインのページではありません – gmailsql',
      heading: 'このアドレスに対応するサインインはありません',
      paragraphs: [
        'gmailsql が待っている応答ではないため、無視されました。',
        'サインインの途中でしたら、最後に開いたページをお使いください。',
      ],
    },
  },
}
