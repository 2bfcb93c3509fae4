/** `--set` into manifests and KubeletConfigurations, by the paths that a sweep takes. */
import type { ScenarioDocuments } from '../load-scenario.ts'
import { Located, namedSource } from '../text/located.ts'
import { valueOfSet } from '../text/option-source.ts'
import type { Report } from '../text/report.ts'
import { findTarget, withSetting } from './parameter-path.ts'

/** The documents with these in place of what they say. Paths that lead nowhere are reported. */
export async function withObjectSets(
  documents: ScenarioDocuments,
  sets: readonly string[],
  report: Report,
): Promise<ScenarioDocuments> {
  let here = documents
  for (const text of sets) {
    const equals = text.indexOf('=')
    const source = namedSource('--set', text)
    if (equals < 0) {
      report.error(
        'option-path',
        Located.root(text, source),
        `${JSON.stringify(text)} is no assignment; expected path=value`,
        'write a path, = and a value, such as deployment/web container app livenessProbe.failureThreshold=5',
      )
      continue
    }
    const path = text.slice(0, equals)
    const found = findTarget({ value: path, at: Located.root(path, source) }, here, report)
    const given = await valueOfSet(text, report)
    if (found === undefined || given === undefined) continue
    here = withSetting(found.documents, found.target, {
      value: given.value,
      at: Located.root(given.value, source),
    })
  }
  return here
}
