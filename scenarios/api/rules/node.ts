/** Nodes. Source: kubernetes v1.36 pkg/apis/core/validation, ValidateNode. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { checkChoice } from './choice.ts'
import { cidr, dnsSubdomain, ipVersion, labelValue, qualifiedName } from './formats.ts'
import { checkMetadata } from './metadata.ts'
import { checkQuantity } from './resources.ts'
import { taintEffects } from './scheduling.ts'
import { listOf, mapOf, textOf } from './values.ts'

export function checkNode(at: Located, causes: Causes): void {
  checkMetadata(at, dnsSubdomain, causes)
  checkTaints(at, causes)
  for (const list of ['capacity', 'allocatable']) {
    const amounts = mapOf(at.get('status'), list)
    for (const name of amounts?.keys() ?? [])
      checkQuantity(at.at('status', list, name), name, `status.${list}.${name}`, causes)
  }
  checkPodRanges(at.get('spec'), causes)
}

/** The server names the metadata. */
function checkTaints(at: Located, causes: Causes): void {
  const seen = new Set<string>()
  for (const [index, taint] of listOf(at.get('spec'), 'taints').entries()) {
    const field = `metadata.taints[${index}]`
    const key = textOf(taint, 'key') ?? ''
    const value = textOf(taint, 'value') ?? ''
    const effect = textOf(taint, 'effect') ?? ''
    for (const words of qualifiedName(key))
      causes.invalid(taint.get('key'), words, { field: `${field}.key`, value: key })
    const messages = labelValue(value)
    if (messages.length > 0)
      causes.invalid(taint.get('value'), messages.join(';'), { field: `${field}.value` })
    if (effect === '') causes.required(taint.get('effect'), '', { field: `${field}.effect` })
    else checkChoice(taint, 'effect', taintEffects, causes, `${field}.effect`)
    const pair = `${key}:${effect}`
    if (seen.has(pair)) causes.duplicate(taint, { field, value: pair })
    seen.add(pair)
  }
}

/** `podCIDR` stands for a list of one, unless it begins the list. */
function checkPodRanges(spec: Located, causes: Causes): void {
  const list = spec.get('podCIDRs')
  const single = textOf(spec, 'podCIDR')
  const all = listOf(spec, 'podCIDRs')
  const ranges = single && all[0]?.value !== single ? [spec.get('podCIDR')] : all
  const texts = ranges.map(({ value }) => String(value ?? ''))
  for (const [index, range] of ranges.entries())
    causes.badFormat(range, cidr(texts[index]), { field: `${list.pathText}[${index}]` })
  if (ranges.length < 2) return
  const versions = new Set(texts.map((text) => ipVersion(text.split('/')[0])))
  if (versions.size !== 2 || ranges.length > 2)
    causes.invalid(list, 'may specify no more than one CIDR for each IP family')
  const seen = new Set<string>()
  for (const [index, text] of texts.entries()) {
    if (seen.has(text)) causes.duplicate(ranges[index])
    seen.add(text)
  }
}
