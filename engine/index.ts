/** The public face of the engine: a validated spec in, a result out. */

export type * from './model/cluster-spec.ts'
export { kubernetesVersions, podName, workloadLabel } from './model/cluster-spec.ts'
export { ClusterObserver, tellStory } from './study/cluster-observer.ts'
export type * from './study/cluster-view.ts'
export { estimateDifference, estimateMean } from './study/estimates.ts'
export { type Progress, type SimulateOptions, simulate } from './study/experiment.ts'
export { bytesOf, keepsStarts, type MemoryOptions, studyMemory } from './study/plan.ts'
export type { PodStory, StoryFact } from './study/pod-story.ts'
export type { EngineName } from './study/replication.ts'
export * from './study/run-result.ts'
export { judge, judgeResult } from './study/thresholds.ts'
