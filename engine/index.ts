/** The public face of the engine: a validated spec in, a result out. */

export { fitCurves } from './fit/fit-curves.ts'
export type * from './fit/fit-result.ts'
export { countDraws, fitObserved } from './fit/observed-fit.ts'
export type * from './model/cluster-spec.ts'
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
} from './model/cluster-spec.ts'
export { advise } from './study/advice/advise.ts'
export * from './study/advice-result.ts'
export { ClusterObserver, tellStory } from './study/cluster-observer.ts'
export type * from './study/cluster-view.ts'
export { compareResults } from './study/comparison.ts'
export type * from './study/comparison-result.ts'
export { estimateColumnDifference, estimateMean } from './study/estimates.ts'
export { type Progress, type SimulateOptions, simulate } from './study/experiment.ts'
export { checkHappened, type HappenedCheck } from './study/happened.ts'
export { bytesOf, keepsStarts, type MemoryOptions, studyMemory } from './study/plan.ts'
export type { PodStory, StoryFact } from './study/pod-story.ts'
export { recommend } from './study/recommend/recommend.ts'
export type { RecommendOptions } from './study/recommend/recommend-options.ts'
export { recommendInThread } from './study/recommend/recommend-thread.ts'
export * from './study/recommend/recommendation.ts'
export { withRecommended } from './study/recommend/scenario-check.ts'
export type { EngineName } from './study/replication.ts'
export * from './study/run-result.ts'
export { ruleWidth, type SequentialResult, simulateUntil } from './study/sequential.ts'
export { outlineOf } from './study/study-outline.ts'
export { simulateCells } from './study/sweep.ts'
export { type ComparedSweep, compareSweeps } from './study/sweep-comparison.ts'
export { replicationCost } from './study/sweep-cost.ts'
export { byCell, cellKey, cellsOf, cellsOfShard, type PlannedCell, rowsOfPlan } from './study/sweep-plan.ts'
export type * from './study/sweep-result.ts'
export { summarizeSweep } from './study/sweep-summary.ts'
export { isPooled, judge, judgeEstimate, judgeResult } from './study/thresholds.ts'
export { pilotWarmUp } from './study/warm-up.ts'
