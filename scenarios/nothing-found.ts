/** The message for an input without a workload: what it holds instead, and what to do. */
import type { LoadOptions } from './load-scenario.ts'
import { type InputObjects, kindCounts, type ListTally } from './manifests/objects.ts'
import { simulatedKindsText } from './manifests/template-kinds.ts'
import { stdinName } from './text/input-files.ts'
import type { Report } from './text/report.ts'

export function reportNothing(
  options: LoadOptions,
  objects: InputObjects,
  lists: ListTally,
  report: Report,
): void {
  const isRestricted = options.namespace !== undefined || options.selector !== undefined
  const found = foundText(objects)
  const isEmptyList = found === '' && lists.emptyLists > 0
  const start = isRestricted
    ? 'the input holds no workload that --namespace and --selector leave'
    : isEmptyList
      ? 'the input holds an empty List: kubectl found nothing'
      : 'the input holds no workload'
  report.error(
    'nothing-to-simulate',
    { name: inputName(options.files[0]), line: 1, column: 1 },
    `${start}${found === '' ? '' : ` but ${found}`}; expected ${simulatedKindsText}`,
    isRestricted ? 'widen --namespace or --selector' : fixFor(objects, isEmptyList),
  )
}

function inputName(path: string | undefined): string {
  return path === '-' ? stdinName : (path ?? 'input')
}

function foundText(objects: InputObjects): string {
  const { nodes, services, skipped, endedPods, endedJobs, hooks, oldRevisions } = objects
  const total = (counts: ReadonlyMap<string, number>): number =>
    [...counts.values()].reduce((sum, count) => sum + count, 0)
  const kinds = new Map(skipped)
  if (nodes.length > 0) kinds.set('Node', nodes.length)
  if (services.length > 0) kinds.set('Service', services.length)
  return [
    ...(kinds.size > 0 ? [kindCounts(kinds)] : []),
    ...(endedPods.size > 0 ? [`${total(endedPods)} pods that do not go on (${kindCounts(endedPods)})`] : []),
    ...(endedJobs.size > 0 ? [`${total(endedJobs)} Jobs that are done (${kindCounts(endedJobs)})`] : []),
    ...(oldRevisions > 0 ? [`${oldRevisions} old ReplicaSets`] : []),
    ...[...hooks].map(([installer, count]) => `${count} ${installer} hooks`),
  ].join(', ')
}

function fixFor({ unreadTemplates }: InputObjects, isEmptyList: boolean): string {
  if (isEmptyList) return 'look at namespace (-A for all), kinds and context of the kubectl get that wrote it'
  const readings = [...unreadTemplates].map(([kind, reading]) => `${kind}: ${reading}`)
  if (readings.length > 0) return readings.slice(0, 5).join('; ')
  return 'name the manifests with -f, or in spec.manifests of the scenario'
}
