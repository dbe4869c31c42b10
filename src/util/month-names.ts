/** As dates of mail write them: RFC 5322 §3.3, date-month of RFC 9051 §9. */
export const SHORT_MONTHS: readonly string[] = [
  ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'],
  ...['Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
]
