/** Advice as workflow commands of GitHub Actions, which show it beside the lines of a pull request. */
import { safeText } from '../readable.ts'
import { type AdviceItem, openItems } from './advice-item.ts'

export function githubAnnotations(items: readonly AdviceItem[]): string {
  return openItems(items)
    .map(({ severity, rule, file, line, column, message, fix }) => {
      const command = severity === 'warning' ? 'warning' : 'notice'
      const place = `file=${property(file)},line=${line},col=${column},title=${property(rule)}`
      return `::${command} ${place}::${data(`${safeText(message)}\nfix: ${safeText(fix)}`)}\n`
    })
    .join('')
}

/** Text behind the command: a line break would end it. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** A value before the colons, which commas and colons would end. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
