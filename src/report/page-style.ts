const LIGHT = `
--page: #f6f7f9; --surface: #ffffff; --ink: #1c2430; --muted: #5d6878; --grid: #e1e5eb; --accent: #2b63c9;
--error: #b3261e; --error-back: #fdeceb; --note-back: #fff6df; --note-ink: #6b4e00;
--c0: #2f6fde; --c1: #e0803a; --c2: #2a9d76; --c3: #bf4a86; --c4: #8460cf; --c5: #b58a16; --c6: #2393b3; --c7: #c4504a; --c8: #9aa3b0;
--heat0: #eef1f5; --heat1: #cfe0fb; --heat2: #9dc0f5; --heat3: #669bea; --heat4: #3474d4; --heat5: #174ea6;
--tile0: #164a9c; --tile1: #1f5bb8; --tile2: #2f6dcb; --tile3: #3f7bd4; --tile4: #4c84d6; --on-tile: #ffffff;`

const DARK = `
--page: #12161c; --surface: #1a2029; --ink: #e6eaf0; --muted: #9ba6b5; --grid: #2d3643; --accent: #7fb0ff;
--error: #ffb4ab; --error-back: #3b1d1c; --note-back: #352b12; --note-ink: #f1d48a;
--c0: #6ba1f7; --c1: #f0a066; --c2: #58c49c; --c3: #e07fb0; --c4: #ab8df0; --c5: #d9b44a; --c6: #5fbfdb; --c7: #ec8b84; --c8: #7d8796;
--heat0: #232b36; --heat1: #1c3a66; --heat2: #24549a; --heat3: #3673c9; --heat4: #6198ea; --heat5: #a9cbff;
--tile0: #3f7bd4; --tile1: #366fc6; --tile2: #2d62b4; --tile3: #2555a0; --tile4: #1f4a8c; --on-tile: #ffffff;`

/** The style of every page: one column, light or dark as the reader's system is, and light on paper. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { @media screen { :root { ${DARK} } } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif; }
main { max-width: 960px; margin: 0 auto; padding: 40px 24px 64px; overflow-wrap: anywhere; }
h1 { font-size: 2rem; line-height: 1.2; letter-spacing: -.02em; margin: 0 0 8px; }
h2 { font-size: 1.3rem; line-height: 1.3; letter-spacing: -.01em; margin: 44px 0 8px; }
h3 { font-size: 1.05rem; margin: 28px 0 6px; }
p, ul, ol { margin: 0 0 12px; }
a { color: var(--accent); }
code { font: .9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { background: var(--surface); border: 1px solid var(--grid); border-radius: 8px; padding: 12px 16px; overflow-x: auto; }
.lead { font-size: 1.1rem; color: var(--muted); margin: 0 0 12px; }
.facts { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0 0 8px; padding: 0; color: var(--muted); font-size: .85rem; }
.facts b { font-weight: 600; color: var(--ink); }
figure { margin: 16px 0 20px; padding: 18px 20px; background: var(--surface); border: 1px solid var(--grid); border-radius: 12px; min-width: 0; }
figcaption { font-weight: 600; margin: 0 0 12px; }
figure.number { background: none; border: 0; padding: 0; }
figure > svg { display: block; width: 100%; height: auto; overflow: visible; }
figure svg text { font-family: inherit; }
figure svg.narrow { display: none; }
.halves { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 20px; margin: 16px 0 20px; }
.halves figure { margin: 0; }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 16px; margin: 0; }
.numbers div { background: var(--surface); border: 1px solid var(--grid); border-radius: 12px; padding: 14px 18px; min-width: 0; }
.numbers dt { color: var(--muted); font-size: .85rem; }
.numbers dd { margin: 2px 0 0; font-size: 1.75rem; font-weight: 650; line-height: 1.25; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; margin: 0 -20px -6px; padding: 0 20px 6px; }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; line-height: 1.4; }
th, td { text-align: left; padding: 7px 20px 7px 0; border-bottom: 1px solid var(--grid); vertical-align: top; }
th { color: var(--muted); font-weight: 600; white-space: nowrap; }
th:last-child, td:last-child { padding-right: 0; }
tbody tr:last-child td { border-bottom: 0; }
td { min-width: 4.5em; max-width: 26em; overflow-wrap: break-word; }
td.moment { white-space: nowrap; font-variant-numeric: tabular-nums; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.null { color: var(--muted); }
th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
th button:hover { color: var(--ink); }
th button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
th[aria-sort] button { color: var(--ink); }
th[aria-sort="ascending"] button::after { content: " \\2191"; }
th[aria-sort="descending"] button::after { content: " \\2193"; }
td.barred { min-width: 190px; }
svg.bar { float: left; width: 110px; height: 10px; margin: 5px 14px 0 0; border-radius: 2px; background: var(--heat0); fill: var(--c0); }
details { margin: 12px 0 0; font-size: .9rem; }
summary { cursor: pointer; color: var(--muted); font-size: .85rem; width: max-content; }
details[open] summary { margin-bottom: 8px; }
.note { display: table; background: var(--note-back); color: var(--note-ink); border-radius: 6px; padding: 4px 10px; font-size: .85rem; }
.empty { color: var(--muted); text-align: center; padding: 20px 0; margin: 0; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 0 10px; padding: 0; color: var(--muted); font-size: .85rem; }
.legend li { display: flex; align-items: baseline; gap: 7px; min-width: 0; }
.legend svg { flex: none; }
.ring { display: flex; flex-wrap: wrap; align-items: center; justify-content: center; gap: 20px 40px; }
.ring > svg { width: 200px; height: 200px; flex: none; }
.legend.parts { flex: 1 1 220px; flex-direction: column; max-width: 460px; margin: 0; }
.legend.parts span { flex: 1; color: var(--ink); }
.legend.parts b { font-weight: 400; font-variant-numeric: tabular-nums; white-space: nowrap; }
.scale { display: flex; align-items: center; justify-content: flex-end; gap: 8px; margin: 10px 0 0; color: var(--muted); font-size: .8rem; }
.error { background: var(--error-back); color: var(--error); border-radius: 8px; padding: 12px 16px; }
.error p { margin: 0; }
@media (max-width: 640px) {
  main { padding: 24px 14px 48px; }
  h1 { font-size: 1.6rem; }
  figure { padding: 14px; }
  figure svg.wide { display: none; }
  figure svg.narrow { display: block; max-width: 460px; margin: 0 auto; }
  td.barred { min-width: 126px; }
  svg.bar { width: 48px; margin-right: 10px; }
  .halves { grid-template-columns: minmax(0, 1fr); gap: 16px; }
  .numbers { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 10px; }
  .numbers dd { font-size: 1.35rem; }
  .scroll { margin: 0 -14px -4px; padding: 0 14px 4px; }
}
@page { margin: 14mm; }
@media print {
  :root { color-scheme: light; }
  body { background: none; font-size: 11pt; }
  table { font-size: 8.5pt; }
  td { min-width: 0; overflow-wrap: anywhere; }
  td.moment { white-space: normal; }
  td.barred { min-width: 110px; }
  svg.bar { width: 40px; margin-right: 6px; }
  main { max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; }
  figure, tr, .numbers { break-inside: avoid; }
  figure.table { break-inside: auto; }
  thead { display: table-header-group; }
  details { display: none; }
  .scroll { overflow: visible; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`
