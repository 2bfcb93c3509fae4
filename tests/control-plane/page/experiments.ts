/** The experiments of the page, in its order: what was done with the genuine control plane. */
export type Described = {
  /** As test files name it: the file that was measured. */
  readonly name: string
  readonly title: string
  readonly what: string
  /** What of the file is not compared, and why. */
  readonly leftOut?: string
}

export const described: readonly Described[] = [
  {
    name: 'deployment_create',
    title: 'A Deployment is created',
    what: 'Deployments of 10, 100 and 500 replicas: pods, events and statuses of their ReplicaSet (W1, Z20, Z21, A8).',
  },
  {
    name: 'deployment_scale_down',
    title: 'A Deployment is scaled to 0',
    what: 'The same Deployments, scaled to 0: 30 deletions at once, then 20 per second (W1, Z20, Z22).',
  },
  {
    name: 'replicaset_replacement',
    title: 'Pods are replaced',
    what: 'A pod of six fails, or is deleted; a node rejects each pod of three (W8, Z22, Z24).',
  },
  {
    name: 'replicaset_victims',
    title: 'Which pods a ReplicaSet deletes first',
    what: 'Eight scalings of pods that differ in readiness, age, node and cost. Between equals chance decides, so the question is whether the rule allows the choice (W1).',
  },
  {
    name: 'deployment_rollout',
    title: 'A rollout of 10 replicas',
    what: '16 combinations of maxSurge, maxUnavailable, readiness delay and minReadySeconds; each run is simulated 100 times with the pods of its trace (W2, Z23).',
  },
  {
    name: 'deployment_rollout_large',
    title: 'A rollout of 100 and of 300 replicas',
    what: '25 % / 25 %, ready after 2 s (W2, Z20).',
  },
  {
    name: 'deployment_special',
    title: 'Rollouts that go wrong, and Recreate',
    what: 'Never ready, then rolled back; ready for 3 s only; a third version 4 s after the second; scaled in the middle of a rollout; Recreate (W2, Z23, Z24).',
  },
  {
    name: 'statefulset',
    title: 'StatefulSets',
    what: 'Five pods created, updated, scaled, deleted; a broken update, its rollback and its repair by hand; without the gate for `maxUnavailable` (`statefulset.json`) and with it (`statefulset_gate_maxunavailable.json`) (W4, Z24).',
  },
  {
    name: 'daemonset_30_nodes',
    title: 'DaemonSets on 30 nodes',
    what: 'Creation, updates with `maxUnavailable` and with `maxSurge`, an update whose pods never get ready (W3, Z24).',
  },
  {
    name: 'daemonset',
    title: 'DaemonSets on 128 nodes',
    what: 'Seconds from the tables of the measurement; a kubelet that makes pods ready after 2 s (W3, Z20).',
  },
  {
    name: 'job',
    title: 'Jobs',
    what: 'Failures up to the limit, completions, indexes, policies for failed pods, a deadline, a pod deleted by hand, 200 pods: 20 runs (W5, Z25).',
    leftOut:
      'Of 200 pods only the last creation and the end are compared: statuses of hundreds of pods held the measured machine up for 0.2 to 0.6 s at a time.',
  },
  {
    name: 'cronjob',
    title: 'CronJobs',
    what: 'Six CronJobs, every minute, for 56 minutes; three of them with Jobs that take 91 s, one for each policy (Z25).',
  },
  {
    name: 'endpointslice_flip',
    title: 'Readiness flips, to EndpointSlices and Endpoints',
    what: 'One pod; 100 and 500 pods of a Service at once; 100 pods spread over time; five Services over the same pods; forty Services at once (R4, Z21).',
  },
  {
    name: 'readiness_storm',
    title: 'Storms of readiness flips',
    what: '400 pods of 40 Services flip at 5 to 200 per second: how late slices show it, and how often they are written (Z21).',
  },
  {
    name: 'api_calls_per_event',
    title: 'Calls that one event causes',
    what: 'A pod becomes unready, is added, is removed; a Deployment of five with a Service (A4 to A6, Z30).',
  },
  {
    name: 'node_failure_single',
    title: 'Single nodes that fall silent',
    what: '22 nodes, back after 85 s; pods tolerate the taint for 10 s (N2 to N5, N7, N10).',
    leftOut:
      'What ended while the machine stood still is left out of two kinds: pod to pod, and the wait for the deletion.',
  },
  {
    name: 'node_notready_reported',
    title: 'Kubelets that report that their node is not ready',
    what: 'Ten nodes (N4, N5, N10, Z26).',
  },
  {
    name: 'node_failure',
    title: 'Many nodes that fail together',
    what: '10 % of a zone of 40, 60 % of one of 20 and of one of 60, and all of one of 10, within 9 s (N4 to N6, Z26).',
    leftOut:
      'A Node that is deleted and one that is out of service are compared by their rules, in the tests of nodes.',
  },
  {
    name: 'node_failure_all_zones',
    title: 'Every node of every zone',
    what: 'Figures from the tables of the measurement: taints until the end of the pass that marks all, which takes them off; none after it, and no pod is deleted that tolerates them for 300 s (N6, Z26).',
  },
  {
    name: 'scheduler_throughput',
    title: 'The scheduler, many pods at once',
    what: '500 and 2,000 pods on 100 and 1,004 nodes: 100 bindings at once, then 50 per second (D1, Z20).',
    leftOut:
      'Single bindings of the trace came in lumps, as the machine stood still now and then; so their rate is compared.',
  },
  {
    name: 'scheduler_spread',
    title: 'Where pods go',
    what: 'Pods of Deployments on 20 nodes in four zones: empty, half full, disliked, with anti-affinity and spread constraints (D3, D4, Z27).',
  },
  {
    name: 'scheduler_queue',
    title: 'The queue of the scheduler',
    what: 'A pod that fits nowhere is woken every 0.5 s, in a calm scheduler and in a busy one; the flush after five minutes (D5, Z27).',
  },
  {
    name: 'scheduler_unschedulable',
    title: 'Pods that wait for room',
    what: 'From the terminal phase of another pod to the binding (D5, Z24, Z27).',
    leftOut:
      'The twelve minutes of `scheduler_unschedulable_long.json` are not replayed call by call: the trace does not say when nodes came, and with which taints; that would have to be read off the very calls that are to be compared. Its rules are tested: when such a pod is tried again, and that a changed message is written again (D5, D6).',
  },
  {
    name: 'preemption',
    title: 'Preemption',
    what: 'A pod takes the place of two of lower priority (Z28).',
  },
  {
    name: 'eviction_pdb',
    title: 'The eviction API under a budget',
    what: 'Three of six pods at once, minAvailable 5, tried again every 5 s (Z28).',
  },
  {
    name: 'kubectl_drain',
    title: 'kubectl drain',
    what: 'A node with six pods whose replacements need 5 s each; minAvailable 5 of 6 (Z28).',
  },
  {
    name: 'hpa',
    title: 'An autoscaler',
    what: 'CPU 50 % of 100m: a load of 750 % for two pods, and its end (Z29).',
  },
]
