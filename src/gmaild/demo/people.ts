/** Nobody here exists; all domains are reserved for examples and tests (RFC 2606). */
export interface Person {
  readonly name: string
  readonly address: string
  /** Minutes east of UTC. */
  readonly zone: number
}

const person = (name: string, address: string, zone = 0): Person => ({ name, address, zone })

export const ME_NAME = 'Robin Demo'

export const COLLEAGUES: readonly Person[] = [
  person('Ada Lindqvist', 'ada.lindqvist@northwind.example', 60),
  person('Bruno Takeda-Ross', 'bruno@northwind.example', -300),
  person('Carla Mbeki', 'carla.mbeki@northwind.example', 120),
  person('Dov Petersen', 'dov.petersen@northwind.example', 60),
  person('Elif Aydın', 'elif.aydin@northwind.example', 180),
  person("Fiona O'Hare", 'fiona.ohare@northwind.example', 0),
  person('Gus van den Berg', 'gus@atlas-labs.example', 60),
  person('Hana Novotná', 'hana.novotna@atlas-labs.example', 60),
  person('Imre Szalai', 'imre@sub.mail.atlas-labs.example', 60),
]

export const FAMILY: readonly Person[] = [
  person('Mum', 'greta.demo@home.example', 60),
  person('Noah Demo 🎸', 'noah@home.example', 60),
  person('Tante Käthe', 'kaethe.gruen@post.test', 60),
  person('Zoé Demo', 'zoe.demo@home.example', 60),
  person('سلمى حداد', 'salma@bayt.example', 180),
]

export const JAPANESE: readonly Person[] = [
  person('山田 花子', 'hanako.yamada@sakura-shoji.example', 540),
  person('佐藤 健', 'ken.sato@sakura-shoji.example', 540),
  person('鈴木 一郎（経理部）', 'keiri@aozora-kogyo.example', 540),
  person('高橋 美咲', 'misaki@aozora-kogyo.example', 540),
]

export const GERMAN: readonly Person[] = [
  person('Jürgen Müller', 'juergen.mueller@bergbahn.example', 60),
  person('Käthe Großmann', 'grossmann@hotel-edelweiss.example', 60),
  person('Öffentliche Bücherei', 'ausleihe@buecherei.example', 60),
]

export const SHOPS: readonly Person[] = [
  person('Paperclip & Co. Billing', 'billing@paperclip.example', -480),
  person('Contoso Cloud', 'no-reply@cloud.contoso.example', -420),
  person('Green Grocer', 'orders@greengrocer.example', 0),
  person('Voicebox Telecom', 'invoice@voicebox.example', 60),
  person('Café Zoë', 'hello@cafe-zoe.example', 60),
  person('Bike Bazaar, Inc.', 'sales@bike-bazaar.example', -300),
]

export interface Newsletter {
  readonly sender: Person
  readonly listId: string
  readonly title: string
}

const newsletter = (
  name: string,
  address: string,
  list: readonly [id: string, title: string],
): Newsletter => ({
  sender: person(name, address, -300),
  listId: list[0],
  title: list[1],
})

export const NEWSLETTERS: readonly Newsletter[] = [
  newsletter('The Daily Query', 'news@dailyquery.example', ['daily.dailyquery.example', 'The Daily Query']),
  newsletter('Astronomy This Week', 'week@starchart.example', [
    'week.starchart.example',
    'Astronomy This Week',
  ]),
  newsletter('Rezepte ☕ Küche', 'kueche@rezepte.example', ['rezepte.rezepte.example', 'Rezepte der Woche']),
  newsletter('週刊データベース', 'magazine@db-weekly.example', [
    'weekly.db-weekly.example',
    '週刊データベース',
  ]),
  newsletter('Trailhead Maps', 'hello@trailhead.example', ['offers.trailhead.example', 'Trailhead offers']),
  newsletter('pg-users', 'pg-users@lists.elephants.example', [
    'pg-users.lists.elephants.example',
    'pg-users',
  ]),
]

export const SPAMMERS: readonly Person[] = [
  person('W1NNER DEPT', 'prize@totally-real-prize.test', 0),
  person('Crypto Doubler', 'x9@double-coins.test', 0),
  person('Pharmacy', 'rx@cheap-pills.test', 0),
]
