/** Advice as SARIF 2.1.0 (OASIS), for code scanning. Silenced findings are there too, as suppressed in the source. */
import { posix } from 'node:path'
import { pathToFileURL } from 'node:url'
import { safeText } from '../readable.ts'
import type { AdviceItem } from './advice-item.ts'
import { ruleTexts } from './rule-text.ts'

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

export function sarifText(items: readonly AdviceItem[], version: string): string {
  const log = {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'probestorm', version, rules: ruleTexts.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: items.map(resultOf),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function ruleOf({ id, title, help }: (typeof ruleTexts)[number]): object {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: `${title}. ${help}` },
    help: { text: help },
  }
}

function resultOf(item: AdviceItem): object {
  const { rule, severity, file, line, column, message, fix, about, silencedFor } = item
  const name = about && `${about.workload}/${about.container}/${about.probe}`
  return {
    ruleId: rule,
    ruleIndex: ruleTexts.findIndex(({ id }) => id === rule),
    level: severity === 'warning' ? 'warning' : 'note',
    message: { text: messageText(`${message}\nfix: ${fix}`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          region: { startLine: line, startColumn: column },
        },
        ...(name === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: name }] }),
      },
    ],
    // The line may move; the finding is the same as long as it is about the same probe.
    ...(name === undefined ? {} : { partialFingerprints: { 'probestorm/v1': `${rule}/${name}` } }),
    suppressions:
      silencedFor === undefined ? [] : [{ kind: 'inSource', justification: safeText(silencedFor) }],
  }
}

/** Plain text: brackets would be links, and braces places for arguments. */
function messageText(text: string): string {
  return text
    .split('\n')
    .map(safeText)
    .join('\n')
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/[{}]/g, '$&$&')
}

/** A relative path stays one, so that it is found in a checkout. */
function uriOf(file: string): string {
  if (posix.isAbsolute(file)) return pathToFileURL(file).href
  const wellFormed = file.replace(/\p{Cs}/gu, '\ufffd')
  return posix.normalize(wellFormed).split('/').map(encodeURIComponent).join('/')
}
