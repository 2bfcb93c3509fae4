/**
 * Images: which nodes have them, and what kubelets remember of their pulls. All tables are empty in runs in which no
 * start asks for an image: see `TableNeeds.pulls`.
 */

/** Images, by number; two containers that name the same one share it. */
export const allocateImages = (images: number, nodes: number, templates: number) => ({
  /** Image, by container template. */
  ofTemplate: new Int32Array(templates),
  /** Row `node * perNode + image` of `isPresent`. */
  perNode: images,
  /** Whether a node has an image. */
  isPresent: new Uint8Array(images * nodes),
  /** Whether the image is a reference that a kubelet can read. */
  isValid: new Uint8Array(images),
  /** Whether its pulls fail. */
  isUnpullable: new Uint8Array(images),
})

/** One row per container. Times are simulated microseconds. */
export const allocatePulls = (containers: number) => ({
  /** Image that the pod asks for, and that of the start made last: they differ after a rollout (S11). */
  image: new Int32Array(containers),
  startedImage: new Int32Array(containers),
  /** Back-off entry, at the first container of the pod with that image; 0 = none (I2). */
  backoffUs: new Float64Array(containers),
  failedAtUs: new Float64Array(containers),
  /** The next container in the queue of its node's puller; -1 = it is the last. */
  next: new Int32Array(containers).fill(-1),
  /** Whether the pull under way will fail. */
  willFail: new Uint8Array(containers),
})

/** The puller of each node's kubelet (I4, I5). */
export const allocatePullers = (nodes: number) => ({
  /** First and last container that wait for their pull; -1 = none. */
  first: new Int32Array(nodes).fill(-1),
  last: new Int32Array(nodes).fill(-1),
  /** Pulls under way. */
  pullCount: new Int32Array(nodes),
  /** Token bucket: what was in it, and when. */
  tokens: new Float64Array(nodes),
  tokensAtUs: new Float64Array(nodes),
  /** Faults that keep the registry out of reach. */
  registryDownCount: new Int32Array(nodes),
})

export type ImageTable = ReturnType<typeof allocateImages>

export type PullTable = ReturnType<typeof allocatePulls>

export type PullerTable = ReturnType<typeof allocatePullers>
