/** `get`: what kubectl get would print at a simulated time, and with `-w` each change after it. */
import type { Positionals } from '../command-row.ts'
import type { ExitCode } from '../exit-code.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { getAutoscalers } from './get-autoscalers.ts'
import { getBudgets } from './get-budgets.ts'
import { getEvents } from './get-events.ts'
import { getCronJobs, getJobs } from './get-jobs.ts'
import { getNodes } from './get-nodes.ts'
import { getPods } from './get-pods.ts'
import { getEndpoints, getServices, getSlices } from './get-services.ts'
import { getDaemonSets, getStatefulSets } from './get-sets.ts'

/** Words of kubectl for each kind of object; pods are found by any other. */
const commands: readonly {
  readonly words: readonly string[]
  readonly run: (options: Options, names: readonly string[], output: Output) => Promise<ExitCode>
}[] = [
  { words: ['nodes', 'node', 'no'], run: getNodes },
  { words: ['events', 'event', 'ev'], run: getEvents },
  { words: ['services', 'service', 'svc'], run: getServices },
  { words: ['endpointslices', 'endpointslice'], run: getSlices },
  { words: ['endpoints', 'ep'], run: getEndpoints },
  { words: ['jobs', 'job'], run: getJobs },
  { words: ['cronjobs', 'cronjob', 'cj'], run: getCronJobs },
  { words: ['statefulsets', 'statefulset', 'sts'], run: getStatefulSets },
  { words: ['daemonsets', 'daemonset', 'ds'], run: getDaemonSets },
  { words: ['hpa', 'horizontalpodautoscaler', 'horizontalpodautoscalers'], run: getAutoscalers },
  { words: ['pdb', 'poddisruptionbudget', 'poddisruptionbudgets'], run: getBudgets },
]

export async function get(options: Options, words: Positionals, output: Output): Promise<ExitCode> {
  const [resource = ''] = words.get('resource') ?? []
  const names = words.get('names') ?? []
  const getThem = commands.find(({ words }) => words.includes(resource))?.run ?? getPods
  return getThem(options, names, output)
}
