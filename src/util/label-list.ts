/** The labels of `LabelsFilter = 'a, b'`: separated by commas, without the blanks around them and what is empty. */
export function labelsOfList(list: string): string[] {
  return list
    .split(',')
    .map(label => label.trim())
    .filter(label => label !== '')
}
