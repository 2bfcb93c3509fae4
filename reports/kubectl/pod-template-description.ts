/** A pod template as describe shows it. Source: k8s.io/kubectl v0.36 pkg/describe/describe.go, DescribePodTemplate. */
import { containerLines } from './container-description.ts'
import { listOf, mapOf, type PlainMap, textOf, textsOf } from './plain-data.ts'
import { pairLines, tolerationLines } from './pod-description.ts'
import { withContainerDefaults } from './pod-object.ts'
import { volumeLines } from './volume-description.ts'

/** @param template `metadata` and `spec` as written. */
export function podTemplateLines(template: PlainMap): string[] {
  const metadata = mapOf(template['metadata'])
  const spec = mapOf(template['spec'])
  const annotations = textsOf(metadata['annotations'])
  const account = textOf(spec['serviceAccountName'])
  const initContainers = listOf(spec['initContainers']).map(withContainerDefaults)
  const lines = [
    ...pairLines('Labels', '=', textsOf(metadata['labels'])),
    ...(Object.keys(annotations).length > 0 ? pairLines('Annotations', ': ', annotations) : []),
    ...(account === '' ? [] : [`Service Account:\t${account}`]),
    ...(initContainers.length > 0 ? containerLines('Init Containers', initContainers, [], {}) : []),
    ...containerLines('Containers', listOf(spec['containers']).map(withContainerDefaults), [], {}),
    ...volumeLines(listOf(spec['volumes']).map(mapOf)),
    ...pairLines('Node-Selectors', '=', textsOf(spec['nodeSelector'])),
    ...tolerationLines(listOf(spec['tolerations']).map(mapOf)),
  ]
  // What goes on in another column begins with a tab.
  return ['Pod Template:', ...lines.map((line) => (line.startsWith('\t') ? line : `  ${line}`))]
}

/** Names and images of the containers of a template, for `-o wide`. */
export function containerTexts(template: PlainMap): readonly [names: string, images: string] {
  const containers = listOf(mapOf(template['spec'])['containers']).map(mapOf)
  const texts = (key: string): string => containers.map((one) => textOf(one[key])).join(',')
  return [texts('name'), texts('image')]
}

/** The template with these images of its containers: rollouts change them. */
export function withImages(template: PlainMap, images: Readonly<Record<string, string>>): PlainMap {
  const spec = mapOf(template['spec'])
  const changed = (key: string): PlainMap =>
    spec[key] === undefined
      ? {}
      : {
          [key]: listOf(spec[key])
            .map(mapOf)
            .map((one) => ({ ...one, image: images[textOf(one['name'])] ?? one['image'] })),
        }
  return { ...template, spec: { ...spec, ...changed('initContainers'), ...changed('containers') } }
}
