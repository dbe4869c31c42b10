/** A REAL as SQLite writes it as text: 15 digits, and always a point or an exponent. */
export function realText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'Inf' : '-Inf'
  const short = Number(value.toPrecision(15))
  const exponent = short === 0 ? 0 : Math.floor(Math.log10(Math.abs(short)))
  if (exponent < -4 || exponent >= 15) {
    const [mantissa = '', power = ''] = short.toExponential().split('e')
    const digits = power.replace(/^([+-])(\d)$/, '$10$2')
    return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${digits}`
  }
  const text = short.toString()
  return text.includes('.') ? text : `${text}.0`
}
