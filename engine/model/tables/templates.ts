/** What is the same for every instance: workloads and templates of pods, containers, probes and scripts. Read-only but for counts of pods. */

/** One row per workload. */
export const allocateWorkloads = (rows: number) => ({
  /** Rows [firstTemplate, firstTemplate + templateCount) of `podTemplate`: by revision. */
  firstTemplate: new Int32Array(rows),
  templateCount: new Int32Array(rows),
  /** What its new pods are made from, unless who creates them says otherwise: a row of `podTemplate`. */
  currentTemplate: new Int32Array(rows),
  /** Whether its pods are static (T1). */
  isStatic: new Uint8Array(rows),
  /** A ReplicaSet keeps its pods: they are created, replaced and deleted by its controller (W1). */
  hasReplicaSet: new Uint8Array(rows),
  /** A Deployment has a ReplicaSet for each of its templates. */
  hasDeployment: new Uint8Array(rows),
  /** For a pod of its that has ended its controller makes another: it is no Job. */
  replacesPods: new Uint8Array(rows),
  /** The controller that keeps its pods; -1 = none does. */
  keeper: new Int8Array(rows).fill(-1),
  /** A Service selects its pods. */
  isSelected: new Uint8Array(rows),
  /** Somebody watches its pods, the scheduler at least: they have their `api...` columns. */
  isWatched: new Uint8Array(rows),
  /** Changes in the API on their way to controllers after which they may have to create or delete pods. */
  notices: new Int32Array(rows),
  /** All that controllers make of pods that only become ready or unready is the count of a ReplicaSet (`control/ready-news.ts`). */
  countsReady: new Uint8Array(rows),
  /** Other changes of its pods on their way to controllers. */
  otherNews: new Int32Array(rows),
  /** When the newest change of one of its pods reaches the controllers. */
  watchedUs: new Float64Array(rows),
  /** Its pods, in the order of their creation, are chained by `next`: the first and the last; -1 = none. See `pod-rows.ts`. */
  firstPod: new Int32Array(rows).fill(-1),
  lastPod: new Int32Array(rows).fill(-1),
  /** Pods that the workload wants. */
  desired: new Int32Array(rows),
  /** Pods created so far, and ordinals given to them so far. */
  created: new Int32Array(rows),
  ordinals: new Int32Array(rows),
})

/** One row per revision of a workload. */
export const allocatePodTemplates = (rows: number) => ({
  workload: new Int32Array(rows),
  restartPolicy: new Uint8Array(rows),
  /** Grace period of the pod (K1). */
  graceUs: new Float64Array(rows),
  /** Deadline of the pod, from its first status on; Infinity = none (L9). */
  deadlineUs: new Float64Array(rows).fill(Infinity),
  hasVolumes: new Uint8Array(rows),
  /** Marks of nodes that its pods may be placed on all the same: bits of `NodeMark`. */
  toleratedMarks: new Uint16Array(rows),
  /** How long its pods stay on a node with each taint NoExecute (N7); Infinity = for ever. */
  notReadyUs: new Float64Array(rows),
  unreachableUs: new Float64Array(rows),
  outOfServiceUs: new Float64Array(rows),
  /** Its pods may reach a terminal phase by themselves. */
  canEnd: new Uint8Array(rows),
  /** First row of its containers in `containerTemplate`; init containers come first. */
  firstContainer: new Int32Array(rows),
  /** Init containers, sidecars among them. */
  initCount: new Int32Array(rows),
  sidecarCount: new Int32Array(rows),
  /** Whether a container has a rule that restarts all. */
  hasRestartAll: new Uint8Array(rows),
  /** Init and regular containers. */
  containerCount: new Int32Array(rows),
  probeCount: new Int32Array(rows),
  /** Which rollout of the workload brought it last, from 1 on; 0 = none has. */
  revision: new Int32Array(rows),
  /** Pods made from it so far. */
  created: new Int32Array(rows),
})

/**
 * Per incarnation lists are row ranges of `perIncarnation`, and of `incarnationFact`: [at, at + count), the last repeats. The fact is
 * the exit code of a crash or a shutdown, and of a hang whether a connection still opens.
 */
export const allocateContainerTemplates = (rows: number) => ({
  workload: new Int32Array(rows),
  /** A `ContainerKind`. */
  kind: new Uint8Array(rows),
  /** Its own restart policy; -1 = none. */
  restartPolicy: new Int8Array(rows).fill(-1),
  /** Rules [ruleBegin, ruleEnd) of `restartRule`. */
  ruleBegin: new Int32Array(rows),
  ruleEnd: new Int32Array(rows),
  /** Distribution of the length of each hook; -1 = it has none. */
  postStart: new Int32Array(rows).fill(-1),
  preStop: new Int32Array(rows).fill(-1),
  /** The hook ends with the process, and has failed then. */
  postStartEndsWithProcess: new Uint8Array(rows),
  preStopEndsWithProcess: new Uint8Array(rows),
  /** The postStart hook fails when its time is over. */
  postStartFails: new Uint8Array(rows),
  /** Incarnations [startErrorsBegin, startErrorsEnd) of `startErrors` fail to start. */
  startErrorsBegin: new Int32Array(rows),
  startErrorsEnd: new Int32Array(rows),
  /** First probe template; the first that would be its own if it has none. */
  firstProbe: new Int32Array(rows),
  probeCount: new Int32Array(rows),
  /** Place of the probe of each type among the container's, by `row * 3 + ProbeType`; -1 = it has none. */
  probeOffset: new Int8Array(rows * 3).fill(-1),
  startAt: new Int32Array(rows),
  startCount: new Int32Array(rows),
  startupAt: new Int32Array(rows),
  startupCount: new Int32Array(rows),
  hangAt: new Int32Array(rows),
  hangCount: new Int32Array(rows),
  crashAt: new Int32Array(rows),
  crashCount: new Int32Array(rows),
  completeAt: new Int32Array(rows),
  completeCount: new Int32Array(rows),
  shutdownAt: new Int32Array(rows),
  shutdownCount: new Int32Array(rows),
  /** From SIGTERM on probes are refused. */
  refusesAfterSigterm: new Uint8Array(rows),
  /** Probability that an answer is a Failure. */
  errorRate: new Float64Array(rows),
  /** Distribution of the gap between slow phases; -1 = no slow phases. */
  slowEvery: new Int32Array(rows),
  slowFor: new Int32Array(rows),
  slowFactor: new Float64Array(rows),
  /** A `PhaseScope`: whose phases they are. */
  slowScope: new Uint8Array(rows),
  /** Slow phases are not the process's, and go on when it ends. */
  slowSurvives: new Uint8Array(rows),
  /** Distributions of the gap between pauses and of their length; -1 = no pauses. */
  pauseEvery: new Int32Array(rows),
  pauseFor: new Int32Array(rows),
  /** Script entries [scriptBegin, scriptEnd). */
  scriptBegin: new Int32Array(rows),
  scriptEnd: new Int32Array(rows),
  imagePullPolicy: new Uint8Array(rows),
  /** Distribution of the length of a pull, and of asking whether an image that is there is the newest. */
  imagePull: new Int32Array(rows),
  imageCheck: new Int32Array(rows),
})

export const allocateProbeTemplates = (rows: number) => ({
  type: new Uint8Array(rows),
  handler: new Uint8Array(rows),
  /** Whole seconds (P9 step 8 compares whole seconds). */
  initialDelaySeconds: new Float64Array(rows),
  timeoutUs: new Float64Array(rows),
  periodUs: new Float64Array(rows),
  successThreshold: new Int32Array(rows),
  failureThreshold: new Int32Array(rows),
  /** Grace period of a kill by this probe (K1); -1 = the pod's. */
  graceUs: new Float64Array(rows),
  /** 0 = a port name that nothing defines: every run errs (P13). */
  portDefined: new Uint8Array(rows),
  /** Distribution of the answer time. */
  latency: new Int32Array(rows),
  /** Row of `probeCosts`: what a run costs the node. */
  costClass: new Int32Array(rows),
  /** Workload, and probability that an answer is a Failure, of the container. */
  workload: new Int32Array(rows),
  errorRate: new Float64Array(rows),
  /** Whether slow phases, slow faults or load can touch the container; if not, its level is always 0. */
  isEverSlow: new Uint8Array(rows),
  /** Whether its runs wait with the requests that the pod gets, and whether what they meet depends on others. */
  waits: new Uint8Array(rows),
  asksOthers: new Uint8Array(rows),
  /** Whether what a run meets beside the answer itself is drawn: it asks others, or may wait by chance. */
  drawsAsked: new Uint8Array(rows),
  /** Whether pauses can. */
  isEverPaused: new Uint8Array(rows),
  /** Whether hangs can, and keep its answers back. */
  mayHang: new Uint8Array(rows),
  /** Whether a deletion by a fault can cut it off (Z3). */
  mayBeCut: new Uint8Array(rows),
  /** Latest answer that still changes nothing: in time, and before the next tick (P4). */
  latestQuietUs: new Float64Array(rows),
  /** A container at level 0 answers in time exactly if the uniform of the answer time is below this; 0 = that cannot be told. */
  promptShare: new Float64Array(rows),
})

export const allocateScripts = (rows: number) => ({
  /** Bit per probe type: 1 << ProbeType. */
  typeMask: new Uint8Array(rows),
  afterUs: new Float64Array(rows),
  answer: new Uint8Array(rows),
  /** Distribution of the answer time; -1 = the behavior's. */
  latency: new Int32Array(rows),
  /** Incarnations [incarnationsBegin, incarnationsEnd) of `scriptIncarnations`; equal = all. */
  incarnationsBegin: new Int32Array(rows),
  incarnationsEnd: new Int32Array(rows),
  /** Answers [sequenceBegin, sequenceEnd) of `scriptSequences`; equal = none. */
  sequenceBegin: new Int32Array(rows),
  sequenceEnd: new Int32Array(rows),
  isIll: new Uint8Array(rows),
})

export const allocateRestartRules = (rows: number) => ({
  /** Whether it matches the codes, or all others. */
  isIn: new Uint8Array(rows),
  /** Exit codes [codesBegin, codesEnd) of `restartRuleCodes`. */
  codesBegin: new Int32Array(rows),
  codesEnd: new Int32Array(rows),
  /** A `RestartAction`. */
  action: new Uint8Array(rows),
})

export type RestartRuleTable = ReturnType<typeof allocateRestartRules>

export type WorkloadTable = ReturnType<typeof allocateWorkloads>

export type PodTemplateTable = ReturnType<typeof allocatePodTemplates>

export type ContainerTemplateTable = ReturnType<typeof allocateContainerTemplates>

export type ProbeTemplateTable = ReturnType<typeof allocateProbeTemplates>

export type ScriptTable = ReturnType<typeof allocateScripts>
