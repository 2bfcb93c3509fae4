/** Names and addresses of a pod. Source: kubernetes v1.36 pkg/apis/core/validation, validateDNSPolicy, validatePodDNSConfig, ValidateHostAliases. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { dnsSearch, dnsSubdomain, ipAddress } from './formats.ts'
import { checkPlainText, checkTextItem } from './texts.ts'
import { listOf, mapOf, textOf } from './values.ts'

const nameserversMax = 3
const searchesMax = 32
const searchLengthMax = 2048

export function checkDnsConfig(spec: Located, causes: Causes): void {
  const config = mapOf(spec, 'dnsConfig')
  const servers = config === undefined ? [] : listOf(config, 'nameservers')
  if (textOf(spec, 'dnsPolicy') === 'None') {
    if (config === undefined) {
      causes.required(spec.get('dnsConfig'), 'must provide `dnsConfig` when `dnsPolicy` is None')
      return
    }
    if (servers.length === 0) {
      causes.required(
        config.get('nameservers'),
        'must provide at least one DNS nameserver when `dnsPolicy` is None',
      )
      return
    }
  }
  if (config === undefined) return
  if (servers.length > nameserversMax)
    causes.invalid(config.get('nameservers'), `must not have more than ${nameserversMax} nameservers`)
  for (const server of servers) checkTextItem(server, ipAddress, causes)
  checkSearches(config, causes)
  for (const option of listOf(config, 'options'))
    if (!textOf(option, 'name')) causes.required(option, 'must not be empty', { fix: 'add name' })
}

function checkSearches(config: Located, causes: Causes): void {
  const searches = listOf(config, 'searches')
  const texts = searches.map(({ value }) => String(value ?? ''))
  if (searches.length > searchesMax)
    causes.invalid(config.get('searches'), `must not have more than ${searchesMax} search paths`)
  if (texts.join(' ').length > searchLengthMax)
    causes.invalid(
      config.get('searches'),
      `must not have more than ${searchLengthMax} characters (including spaces) in the search list`,
    )
  for (const [index, text] of texts.entries())
    if (text !== '.') causes.badFormat(searches[index], dnsSearch(text.replace(/\.$/, '')))
}

export function checkHostAliases(spec: Located, causes: Causes): void {
  for (const alias of listOf(spec, 'hostAliases')) {
    checkPlainText(alias, 'ip', ipAddress, causes)
    for (const name of listOf(alias, 'hostnames')) checkTextItem(name, dnsSubdomain, causes)
  }
}
