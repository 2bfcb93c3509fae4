/** `get events`. */
import type { EventView } from '../../engine/index.ts'
import { eventObject } from '../../reports/kubectl/event-object.ts'
import { eventCells, eventHeaders } from '../../reports/kubectl/event-table.ts'
import type { ExitCode } from '../exit-code.ts'
import { GetPrinter } from '../get-printer.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { UsageError } from '../usage-error.ts'
import { clusterAt, loadView, ObjectScope } from '../view.ts'

export async function getEvents(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  if (names.length > 0)
    throw new UsageError('get events takes no names: events have names that nobody knows before')
  const scope = new ObjectScope(options, [])
  const scenario = await loadView(options, 'get')
  const { durationUs } = scenario.spec
  const { observer, nowSeconds } = clusterAt(options, scenario)
  const printer = eventPrinter(options, output)
  const isInScope = ({ namespace }: EventView): boolean => scope.holds(namespace, '', {})
  const events = observer.events().filter(isInScope).sort(byPod)
  printer.list(events, nowSeconds, true)
  let count = events.length
  if (options.watch) {
    observer.watchEvents(durationUs, (event) => {
      if (!isInScope(event)) return
      count++
      printer.change(event, event.lastSeconds)
    })
  }
  return scope.report('events', count > 0 ? [''] : [], output)
}

/** The API lists events by their names, which begin with the pod's; those of a pod stay in order of time. */
function byPod(a: EventView, b: EventView): number {
  if (a.namespace !== b.namespace) return a.namespace < b.namespace ? -1 : 1
  if (a.pod === b.pod) return 0
  return a.pod < b.pod ? -1 : 1
}

function eventPrinter(options: Options, output: Output): GetPrinter<EventView> {
  const columns = { wide: options.output === 'wide', withNamespace: options['all-namespaces'] }
  return new GetPrinter(options, output, {
    headers: eventHeaders(columns),
    cells: (event, nowSeconds) => eventCells(event, nowSeconds, columns),
    object: (event) => eventObject(event),
    // At the moment that it is printed each event was seen 0s ago.
    hasTime: true,
  })
}
