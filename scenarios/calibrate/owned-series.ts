/** Series of counters with whose they are, by their labels. */
import { shown } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { Subject } from './observations.ts'
import { subjectBy } from './owner-name.ts'
import { nameAt, named } from './pod-owner.ts'
import type { CounterSeries } from './prometheus.ts'

/** A series with whose it is. */
export type OwnedSeries = CounterSeries & { readonly subject: Subject }

/** @param by the label that names the workload. */
export function owned(series: CounterSeries, by: string | undefined): OwnedSeries {
  const { labels } = series
  const own = by === undefined ? undefined : labels.get(by)
  const subject = {
    ...named('namespace', labels.get('namespace') || undefined),
    ...named('container', labels.get('container') || undefined),
    ...(own === undefined ? {} : subjectBy(by!, own)),
  }
  return { ...series, subject }
}

/** Whose the series are; names that are none are reported. */
export function checkedSubject(
  { at, labels, subject }: OwnedSeries,
  by: string | undefined,
  report: Report,
): Subject {
  const names = at.get('metric')
  nameAt(names.get('namespace'), 'label', report)
  nameAt(names.get('container'), 'label', report)
  const own = by === undefined ? undefined : labels.get(by)
  if (own !== undefined && subjectBy(by!, own) === undefined)
    report.error(
      'name-format',
      names.get(by!),
      `the label ${by} is ${shown(own)}; expected a name of Kubernetes such as web`,
      'choose another label with --by, or leave the series out',
    )
  return subject
}
