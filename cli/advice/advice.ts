/** Advice on a loaded scenario: what the engine finds, where it stands, in words, and what the annotations say to it. */
import { type AdviceFinding, advise, workloadLabel } from '../../engine/index.ts'
import type { AdviceItem } from '../../reports/advice/advice-item.ts'
import { findingText } from '../../reports/advice/finding-text.ts'
import { containerFacts } from '../../scenarios/advice/container-facts.ts'
import { containerAt, findingPlace } from '../../scenarios/advice/finding-place.ts'
import { readIgnoreAnnotations, type Silence, silenceOf } from '../../scenarios/advice/ignore-annotations.ts'
import type { Diagnostic, LoadedScenario } from '../../scenarios/load-scenario.ts'

/** Everything, silenced findings included, in the order of places. */
export function adviceOn(scenario: LoadedScenario): AdviceItem[] {
  const { spec, places } = scenario
  const { silences, warnings } = readIgnoreAnnotations(places)
  const findings = advise(spec, (container) => containerFacts(places, container))
  return [
    ...findings.map((finding) => itemOf(finding, scenario, silences)),
    ...warnings.map(annotationItem),
  ].sort(byPlace)
}

function itemOf(
  finding: AdviceFinding,
  { spec, places }: LoadedScenario,
  silences: readonly Silence[],
): AdviceItem {
  const { rule, severity, container, probe, field, figures, restsOnDefault } = finding
  const workload = workloadLabel(spec.workloads[container.workload]!)
  const name = String(containerAt(places[container.workload]!, container).get('name').value)
  const { message, fix } = findingText(finding)
  const silence = silenceOf(silences, places, rule, container)
  return {
    rule,
    severity,
    ...findingPlace(places, container, probe, field),
    message: `${workload} ${name}: ${message}`,
    fix,
    about: { workload, container: name, probe, field, figures: { ...figures }, restsOnDefault },
    ...(silence === undefined ? {} : { silencedFor: silence.reason }),
  }
}

function annotationItem({ rule, file, line, column, sourceLine, message, fix }: Diagnostic): AdviceItem {
  const place = { file, line, column, ...(sourceLine === undefined ? {} : { sourceLine }) }
  return { rule, severity: 'warning', ...place, message, fix }
}

function byPlace(a: AdviceItem, b: AdviceItem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || a.column - b.column
}
