/** Where in the manifests a finding of advice is. */

import type { ProbeField } from '../../engine/contract/advice-result.ts'
import type { ContainerRef, ProbeTypeName } from '../../engine/contract/cluster-spec.ts'
import type { WorkloadPlace } from '../manifests/workload-reader.ts'
import type { Located, Place } from '../text/located.ts'

const probeKeys: Readonly<Record<ProbeTypeName, string>> = {
  startup: 'startupProbe',
  readiness: 'readinessProbe',
  liveness: 'livenessProbe',
}

/** The container in its manifest: that of the same place in the list. */
export function containerAt({ podAt }: WorkloadPlace, { isInit, container }: ContainerRef): Located {
  return podAt.at('spec', isInit === true ? 'initContainers' : 'containers', container)
}

/** The value of a number, the key of a handler; where a default stands for the field, the key of the probe. */
export function findingPlace(
  places: readonly WorkloadPlace[],
  container: ContainerRef,
  probe: ProbeTypeName,
  field: ProbeField,
): Place & { readonly file: string } {
  const probeAt = containerAt(places[container.workload], container).get(probeKeys[probe])
  const fieldAt = probeAt.get(field)
  const isNumber = typeof fieldAt.value === 'number'
  const at = fieldAt.isAbsent ? probeAt : fieldAt
  return { file: at.source.name, ...at.place(isNumber ? 'value' : 'key') }
}
