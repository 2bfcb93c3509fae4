/** What the scripts of pages are told, as JSON in the page. */

import type { ComparedSeries } from './compared-series.ts'
import type { DetectionChart } from './detection-charts.ts'
import type { MarkedFault } from './marked-faults.ts'
import type { TimeChartData } from './time-charts.ts'

/** What charts over time have behind their lines. */
export type TimeMarks = {
  readonly durationSeconds: number
  readonly warmUpSeconds: number
  readonly faults: readonly MarkedFault[]
  /** What is worth a look, in seconds, if it is a small part of the whole. */
  readonly focus: readonly [from: number, to: number] | null
}

export type RunPageData = TimeMarks & {
  readonly time: TimeChartData
  readonly detections: readonly Pick<DetectionChart, 'seconds' | 'shares' | 'expected'>[]
}

/** Without series the two runs cannot be laid over each other. */
export type ComparisonPageData = TimeMarks & {
  readonly time: ComparedSeries | null
  /** Then none is marked. */
  readonly faultsDiffer: boolean
}
