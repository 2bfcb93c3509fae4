/** Keys that a map has twice. */
import { shown } from './located.ts'
import type { NamedPlace, Report } from './report.ts'

/** Says that the value of a key does not count, since the same map has the key again. */
export function warnOfRepeatedKey(place: NamedPlace, key: string, report: Report): void {
  report.warn(
    'key-repeated',
    place,
    `the key ${shown(key)} stands again below in the same map; expected it once, since kubectl takes the last one without a word`,
    'delete one of the two',
  )
}
