/** The public face of the engine: a validated spec in, a result out. */

export * from './contract/advice-result.ts'
export type * from './contract/cluster-spec.ts'
export {
  featureGates,
  kubeletDefaults,
  kubernetesVersionDefault,
  kubernetesVersions,
  observedQuantities,
  phaseScopes,
  podName,
  probeCpuUsDefaults,
  restartPolicies,
  scriptAnswers,
  workloadLabel,
} from './contract/cluster-spec.ts'
export type * from './contract/cluster-view.ts'
export type * from './contract/comparison-result.ts'
export type * from './contract/fit-result.ts'
export type { PodStory, StoryFact } from './contract/pod-story.ts'
export * from './contract/recommendation.ts'
export * from './contract/run-result.ts'
export type * from './contract/sweep-result.ts'
export * from './contract/tipping-result.ts'
export { fitCurves } from './fit/fit-curves.ts'
export { countDraws, fitObserved } from './fit/observed-fit.ts'
export { ClusterObserver, tellStory } from './observation/cluster-observer.ts'
export { advise } from './study/questions/advice/advise.ts'
export { unjudgedOf } from './study/questions/advice/unjudged.ts'
export { compareResults } from './study/questions/comparison.ts'
export { checkHappened, type HappenedCheck } from './study/questions/happened.ts'
export { recommend } from './study/questions/recommend/recommend.ts'
export type { RecommendOptions } from './study/questions/recommend/recommend-options.ts'
export { recommendInThread } from './study/questions/recommend/recommend-thread.ts'
export { withRecommended } from './study/questions/recommend/scenario-check.ts'
export { outlineOf } from './study/questions/study-outline.ts'
export { simulateCells } from './study/questions/sweep/sweep.ts'
export { type ComparedSweep, compareSweeps } from './study/questions/sweep/sweep-comparison.ts'
export { replicationCost } from './study/questions/sweep/sweep-cost.ts'
export {
  byCell,
  cellKey,
  cellsOf,
  cellsOfShard,
  type PlannedCell,
  rowsOfPlan,
} from './study/questions/sweep/sweep-plan.ts'
export { summarizeSweep } from './study/questions/sweep/sweep-summary.ts'
export {
  findThreshold,
  type SimulatedTipping,
  type TippingProgress,
} from './study/questions/tipping/find-threshold.ts'
export { type Progress, type SimulateOptions, simulate } from './study/run/experiment.ts'
export { bytesOf, keepsStarts, type MemoryOptions, studyMemory } from './study/run/plan.ts'
export type { EngineName } from './study/run/replication.ts'
export { ruleWidth, type SequentialResult, simulateUntil } from './study/run/sequential.ts'
export { pilotWarmUp } from './study/run/warm-up.ts'
export { estimateColumnDifference, estimateMean } from './study/statistics/estimates.ts'
export { isPooled, judge, judgeEstimate, judgeResult } from './study/statistics/thresholds.ts'
