/** Which kind of address a text is. */
import ipRegex from 'ip-regex'

const four = ipRegex.v4({ exact: true })
const six = ipRegex.v6({ exact: true })

/** 4, 6, or 0 for what is no address. */
export function isIP(text: string): number {
  return four.test(text) ? 4 : six.test(text) ? 6 : 0
}
