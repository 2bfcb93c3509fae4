/** `pareto.csv`: for each probe the settings of which none is better than another in everything. */
import type { Recommendation } from '../../engine/contract/recommendation.ts'
import { type Cell, csvTable } from '../csv-text.ts'
import { settingText } from './setting-text.ts'

const columns = [
  'workload',
  'container',
  'probe',
  'initial_delay_seconds',
  'period_seconds',
  'timeout_seconds',
  'success_threshold',
  'failure_threshold',
  'probes_per_second',
  'detection_seconds_low',
  'detection_seconds_high',
  'mistakes_per_month',
  'mistake_recurrence_seconds',
  'mistake_duration_seconds',
  'query_accuracy_ratio',
  'start_kill_probability',
  'choice',
]

/**
 * Probe runs are those of one container, mistakes those of the whole workload. `choice` is `current`, `recommended`, both, or
 * empty; a current setting that others beat in everything is added. Of a probe that notices no hang detection is empty.
 */
export function paretoCsv({ probes }: Recommendation): Iterable<string> {
  const rows = function* (): Generator<Cell[]> {
    for (const { workload, container, probe, current, recommended, front, noticesHangs } of probes) {
      const choices = [current, ...(recommended === null ? [] : [recommended])]
      const added = choices.filter(
        (choice, index) =>
          ![...front, ...choices.slice(0, index)].some((other) => settingText(other) === settingText(choice)),
      )
      for (const rated of [...front, ...added]) {
        const { setting } = rated
        const isCurrent = settingText(rated) === settingText(current)
        const isRecommended = recommended !== null && settingText(rated) === settingText(recommended)
        yield [
          workload,
          container,
          probe,
          setting.initialDelaySeconds,
          setting.periodSeconds,
          setting.timeoutSeconds,
          setting.successThreshold,
          setting.failureThreshold,
          rated.probesPerSecond,
          noticesHangs ? rated.detectionSecondsLow : null,
          noticesHangs ? rated.detectionSecondsHigh : null,
          rated.mistakesPerMonth,
          rated.mistakeRecurrenceSeconds,
          rated.mistakeDurationSeconds,
          rated.queryAccuracyRatio,
          rated.startKillProbability,
          [isCurrent ? 'current' : '', isRecommended ? 'recommended' : '']
            .filter((word) => word !== '')
            .join(' '),
        ]
      }
    }
  }
  return csvTable(columns, rows())
}
