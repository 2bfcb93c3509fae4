/**
 * The events of the model. The class that orders each among events of the same time is given where it is scheduled. The entity of an
 * event is a row number of the table named here, or the place of a probe; its stamp, where it has one, tells a stale event from a live one.
 */
export const EventKind = {
  /** An abnormal tick of a calm worker in the quiet engine (`node/prober/quiet-probes.ts`). Entity: place of the probe; stamp: its `tickStamp`. */
  CalmTick: 0,
  /** A slow phase begins or ends (quiet engine). Entity: container; stamp: incarnation. */
  SlowToggle: 1,
  /** A fault begins. Entity: fault. */
  FaultBegin: 2,
  /** A fault that lasts ends. Entity: fault. */
  FaultEnd: 3,
  /** The pods of a workload are created. Entity: first container of the workload; stamp: workload. */
  WorkloadCreate: 4,
  /** A process ends. Entity: container; stamp: its `exitStamp`. */
  ContainerExit: 5,
  /** The behavior `hang` begins. Entity: container; stamp: incarnation. */
  HangOnset: 6,
  /** A probe run ends. Entity: place of the probe; stamp: its `runStamp`. */
  ProbeAnswer: 7,
  /** A readiness worker is triggered by hand (P6). Entity: place of the probe; stamp: its `workerStamp`. */
  ProbeTrigger: 8,
  /** A probe worker's ticker fires. Entity: place of the probe; stamp: its `tickStamp`. */
  ProbeTick: 9,
  /** A published result reaches the pod status (S8, R2). Entity: place of the probe. */
  ProbeResult: 10,
  /** A relist sees what changed in a pod (S3, Z1). Entity: pod; stamp: whether it is of all pods or of this one. */
  PodRelist: 11,
  /** A sync of a pod begins. Entity: pod; stamp: its `syncStamp`. */
  PodSync: 12,
  /** A running sync goes on with its next step. Entity: pod; stamp: its `stepStamp`. */
  PodStep: 13,
  /** A process begins to run. Entity: container; stamp: the pod's `stepStamp`. */
  ContainerStart: 14,
  /** A terminated pod frees its place and, if it is deleted, leaves the API (K6). Entity: pod. */
  PodGone: 15,
  /** A tick of a calm worker in the exact engine. Entity: place of the probe; stamp: its `tickStamp`; payload: its row. */
  ExactTick: 16,
  /** A pull ends (I2). Entity: container; stamp: the pod's `stepStamp`. */
  ImagePullEnd: 17,
  /** A preStop hook, or a sidecar's wait for its turn, is over. Entity: container; stamp: its `stopStamp`. */
  StopStageEnd: 18,
  /** The Job controller looks at a Job. Entity: first container of the workload; stamp: the job's `syncStamp`. */
  JobSync: 19,
  /** A pod has run as long as it may (L9). Entity: pod. */
  PodDeadline: 20,
  /** A pause begins or ends (quiet engine). Entity: container; stamp: incarnation. */
  PauseTurn: 21,
  /** Free workers of a controller take keys. Entity: controller and key; stamp: controller. */
  ControllerTurn: 22,
  /** What the sync of a key waited for is there. Entity and stamp as above. */
  ControllerStep: 23,
  /** A key wants a sync. Entity and stamp as above. */
  ControllerWake: 24,
  /** The API has made a pod that a controller asked for. Entity: workload; stamp: controller. */
  PodCreate: 25,
  /** The API deletes a pod as a controller asked. Entity: pod; stamp: controller. */
  PodDelete: 26,
  /** An event of a controller is written. Entity: controller. */
  EventSent: 27,
  /** A change of a pod reaches the controllers. Entity: pod; stamp: its marks (`PodMark`). */
  PodSeen: 28,
  /** A change of a ReplicaSet reaches its controller. Entity: workload; stamp: replicas. */
  ReplicaSetSeen: 29,
} as const
export type EventKind = (typeof EventKind)[keyof typeof EventKind]
