/**
 * Texts that the API takes: each check gives the server's messages, none for a good text. Source: kubernetes v1.36
 * apimachinery pkg/util/validation/validation.go and pkg/api/validate/content.
 */
import { isIP } from 'node:net'

/** What is said of a good text. */
const good: readonly string[] = []

/** Messages about a text, in the server's words; none for a good one. */
export type Format = (text: string) => readonly string[]

/** Longer texts are wrong by their length alone, and are not matched. */
const matchedMax = 1000

function regexError(words: string, pattern: string, ...examples: readonly string[]): string {
  const such = examples.map((example) => `'${example}', `).join(' or ')
  return `${words} (e.g. ${such}regex used for validation is '${pattern}')`
}

function matches(pattern: RegExp, text: string): boolean {
  return text.length > matchedMax || pattern.test(text)
}

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const labelPattern = new RegExp(`^${label}$`)
const subdomain = `${label}(\\.${label})*`
const subdomainPattern = new RegExp(`^${subdomain}$`)
const labelWords =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character"
const subdomainWords =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"

export function dnsLabel(text: string): readonly string[] {
  if (text.length <= 63 && labelPattern.test(text)) return good
  const found: string[] = []
  if (text.length > 63) found.push('must be no more than 63 characters')
  if (!matches(labelPattern, text))
    found.push(
      subdomainPattern.test(text)
        ? 'must not contain dots'
        : regexError(labelWords, label, 'my-name', '123-abc'),
    )
  return found
}

export function dnsSubdomain(text: string): readonly string[] {
  if (text.length <= 253 && subdomainPattern.test(text)) return good
  const found: string[] = []
  if (text.length > 253) found.push('must be no more than 253 characters')
  if (!matches(subdomainPattern, text)) found.push(regexError(subdomainWords, subdomain, 'example.com'))
  return found
}

const underscoreLabel = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const searchPattern = new RegExp(`^${underscoreLabel}(\\.${underscoreLabel})*$`)

/** A search domain: a subdomain whose labels may hold underscores. */
export function dnsSearch(text: string): readonly string[] {
  if (text.length > 253) return ['must be no more than 253 characters']
  return searchPattern.test(text)
    ? good
    : [subdomainWords.replace("characters, '-' or '.'", "characters, '_', '-' or '.'")]
}

/** What may stand in the path of a URL: names that have no other rule. */
export function pathSegment(text: string): readonly string[] {
  if (text === '.' || text === '..') return [`may not be '${text}'`]
  return ['/', '%'].filter((sign) => text.includes(sign)).map((sign) => `may not contain '${sign}'`)
}

const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const qualifiedPattern = new RegExp(`^${qualified}$`)
const qualifiedError = regexError(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  qualified,
  'MyName',
  'my.name',
  '123-abc',
)

/** A label key: an optional subdomain, `/`, and a name. */
export function qualifiedName(text: string): readonly string[] {
  if (text.length <= 63 && qualifiedPattern.test(text)) return good
  const parts = text.split('/')
  if (parts.length > 2)
    return [
      `a qualified name ${qualifiedError} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  const found: string[] = []
  const name = parts[parts.length - 1]
  if (parts.length === 2) {
    if (parts[0] === '') found.push('prefix part must be non-empty')
    else found.push(...dnsSubdomain(parts[0]).map((words) => `prefix part ${words}`))
  }
  if (name === '') found.push('name part must be non-empty')
  else if (name.length > 63) found.push('name part must be no more than 63 bytes')
  if (!matches(qualifiedPattern, name)) found.push(`name part ${qualifiedError}`)
  return found
}

const labelValueForm = `(${qualified})?`
const labelValuePattern = new RegExp(`^${labelValueForm}$`)
const labelValueError = regexError(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  labelValueForm,
  'MyValue',
  'my_value',
  '12345',
)

export function labelValue(text: string): readonly string[] {
  if (text.length <= 63 && labelValuePattern.test(text)) return good
  const found: string[] = []
  if (text.length > 63) found.push('must be no more than 63 bytes')
  if (!matches(labelValuePattern, text)) found.push(labelValueError)
  return found
}

/** `[-a-z0-9]{1,15}` with a letter, and hyphens only single and inside. */
export function portName(text: string): readonly string[] {
  if (text.length <= 15 && /^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/.test(text)) return good
  const found: string[] = []
  if (text.length > 15) found.push('must be no more than 15 characters')
  if (!/^[-a-z0-9]+$/.test(text))
    found.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  if (!/[a-z]/.test(text)) found.push('must contain at least one letter (a-z)')
  if (text.includes('--')) found.push('must not contain consecutive hyphens')
  if (/^-|-$/.test(text)) found.push('must not begin or end with a hyphen')
  return found
}

export function portNumber(port: number): readonly string[] {
  return port >= 1 && port <= 65_535 ? good : ['must be between 1 and 65535, inclusive']
}

const percentForm = '[0-9]+%'

export function percent(text: string): readonly string[] {
  if (/^[0-9]+%$/.test(text)) return good
  return [
    regexError(
      "a valid percent string must be a numeric string followed by an ending '%'",
      percentForm,
      '1%',
      '93%',
    ),
  ]
}

export function httpHeaderName(text: string): readonly string[] {
  if (/^[-A-Za-z0-9]+$/.test(text)) return good
  return [
    regexError(
      "a valid HTTP header must consist of alphanumeric characters or '-'",
      '[-A-Za-z0-9]+',
      'X-Header-Name',
    ),
  ]
}

export function environmentName(text: string): readonly string[] {
  if (/^[ -<>-~]*$/.test(text)) return good
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
}

export function configMapKey(text: string): readonly string[] {
  const found: string[] = []
  if (text.length > 253) found.push('must be no more than 253 characters')
  if (!/^[-._a-zA-Z0-9]+$/.test(text))
    found.push(
      regexError(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        '[-._a-zA-Z0-9]+',
        'key.name',
        'KEY_NAME',
        'key-name',
      ),
    )
  if (text === '.' || text === '..') found.push(`must not be '${text}'`)
  else if (text.startsWith('..')) found.push("must not start with '..'")
  return found
}

/** `acme.io/foo`. */
export function domainPrefixedPath(text: string): readonly string[] {
  const cut = text.indexOf('/')
  if (cut <= 0 || cut === text.length - 1) return ['must be a domain-prefixed path (such as "acme.io/foo")']
  const found = [...dnsSubdomain(text.slice(0, cut))]
  const path = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+"
  if (!new RegExp(`^${path}$`).test(text.slice(cut + 1))) found.push(regexError('Invalid path', path))
  return found
}

/** 4 or 6, or 0 for what is no address. Zeros may lead, as the server reads it. */
export function ipVersion(text: string): number {
  return isIP(text.replace(/(^|\.)0+(?=\d)/g, '$1'))
}

export function ipAddress(text: string): readonly string[] {
  return ipVersion(text) === 0 ? ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'] : good
}

export function cidr(text: string): readonly string[] {
  const cut = text.lastIndexOf('/')
  const version = cut < 0 ? 0 : ipVersion(text.slice(0, cut))
  const bits = text.slice(cut + 1)
  const isGood = version !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)
  return isGood ? good : ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']
}
