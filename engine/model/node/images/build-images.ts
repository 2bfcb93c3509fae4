/** From a spec to the tables of images: their numbers, who has them at time 0, and whether a run needs any of it. */
import {
  type ClusterSpec,
  type ContainerSpec,
  containersOfPod,
  type ImageEdit,
  podSpecsOf,
} from '../../../contract/cluster-spec.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { allocateImages } from '../../tables/images.ts'
import { resetPuller } from './image-pull.ts'

/** Images by name, each with its number. */
export type ImageNumbers = ReadonlyMap<string, number>

const containersOf = (spec: ClusterSpec): ContainerSpec[] =>
  spec.workloads.flatMap(podSpecsOf).flatMap(containersOfPod)

/** Edits of images that the run will see. */
const editsOf = ({ faults }: ClusterSpec): ImageEdit[] =>
  faults.flatMap((fault) => (fault.kind === 'rollout' && fault.edit !== undefined ? [fault.edit] : []))

/**
 * Whether any start can depend on a registry, a policy or a name (I1, I3). If not, every image is there and nothing
 * needs to be looked up.
 */
export function usesRegistry(spec: ClusterSpec): boolean {
  return (
    editsOf(spec).length > 0 ||
    containersOf(spec).some(
      ({ imagePullPolicy, isImageValid, behavior }) =>
        imagePullPolicy === 'Always' || !isImageValid || !behavior.image.present,
    )
  )
}

/** Every image that the run may meet, in order of first use. */
export function numberImages(spec: ClusterSpec): ImageNumbers {
  const numbers = new Map<string, number>()
  for (const { image } of [...containersOf(spec), ...editsOf(spec)])
    if (!numbers.has(image)) numbers.set(image, numbers.size)
  return numbers
}

/** The tables by image, empty if the run does without. */
export function allocateImageTables(spec: ClusterSpec): Pick<ClusterState, 'imageNumbers' | 'images'> {
  const isUsed = usesRegistry(spec)
  const imageNumbers: ImageNumbers = isUsed ? numberImages(spec) : new Map()
  return {
    imageNumbers,
    images: allocateImages(
      imageNumbers.size,
      isUsed ? spec.nodes.length : 0,
      isUsed ? containersOf(spec).length : 0,
    ),
  }
}

/** Fills the tables. What a container says of its image holds for all that name the image: one that is
 * absent, or cannot be pulled, for one of them is so for all. */
export function fillImages(state: ClusterState): void {
  if (!state.needs.pulls) return
  const { spec, images, imageNumbers } = state
  const specs = containersOf(spec)
  const isAbsent = new Uint8Array(images.perNode)
  const isNamed = new Uint8Array(images.perNode)
  for (const { image, isImageValid, fails } of [...specs.map(withFailure), ...editsOf(spec)]) {
    const number = imageNumbers.get(image)!
    images.isValid[number] = isImageValid ? 1 : 0
    if (fails) images.isUnpullable[number] = 1
  }
  for (const { image, behavior } of specs) {
    isNamed[imageNumbers.get(image)!] = 1
    if (!behavior.image.present) isAbsent[imageNumbers.get(image)!] = 1
  }
  for (let row = 0; row < images.isPresent.length; row++) {
    const image = row % images.perNode
    images.isPresent[row] = isNamed[image] === 1 && isAbsent[image] === 0 ? 1 : 0
  }
  specs.forEach(({ image }, template) => {
    images.ofTemplate[template] = imageNumbers.get(image)!
  })
  for (let node = 0; node < spec.nodes.length; node++) resetPuller(state, node)
}

const withFailure = (container: ContainerSpec) => ({ ...container, fails: container.behavior.image.fails })
