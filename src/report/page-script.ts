/**
 * Makes the heads of tables sort their rows. Numbers are compared by what the cell says in data-sort, texts as people order them;
 * a second click turns the order around. The page is whole without it.
 */
export const SORT_SCRIPT = `
for (const table of document.querySelectorAll('table')) {
  const body = table.tBodies[0]
  const heads = [...table.tHead.rows[0].cells]
  const order = new Intl.Collator(undefined, { numeric: true })
  const key = (row, at) => row.cells[at].dataset.sort
  const compare = (a, b, at) => {
    const x = key(a, at), y = key(b, at)
    if (x !== undefined && y !== undefined) return Number(x) - Number(y)
    if (x !== undefined || y !== undefined) return x === undefined ? -1 : 1
    return order.compare(a.cells[at].textContent, b.cells[at].textContent)
  }
  heads.forEach((head, at) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.append(...head.childNodes)
    head.append(button)
    button.addEventListener('click', () => {
      const isFirst = head.getAttribute('aria-sort') === null
      const numeric = head.classList.contains('number')
      const down = isFirst ? numeric : head.getAttribute('aria-sort') === 'ascending'
      for (const other of heads) other.removeAttribute('aria-sort')
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending')
      body.append(...[...body.rows].sort((a, b) => compare(a, b, at) * (down ? -1 : 1)))
    })
  })
}
`

/** Loads a served page again when its report was made anew. */
export const RELOAD_SCRIPT = `
new EventSource(document.documentElement.dataset.reload).addEventListener('change', () => location.reload())
`
