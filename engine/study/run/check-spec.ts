/**
 * What a program that uses the library may get wrong in a spec and types do not say. The reader of scenarios has checked all of
 * it already, with places; here a mistake is an error instead of a run without end.
 */

import type { ClusterSpec, ContainerSpec, ServiceRef } from '../../contract/cluster-spec.ts'
import { containersOfPod, phasesProblem, podSpecsOf } from '../../contract/cluster-spec.ts'
import { distributionProblem } from '../../kernel/distribution-check.ts'

/** @throws RangeError that names the field, what it is, and what was expected. */
export function checkSpec(spec: ClusterSpec): void {
  checkTimes(spec)
  checkDistributions('overheads', spec.overheads)
  checkRequests(spec)
  const checked = new Set<object>()
  spec.workloads.forEach((workload, index) => {
    podSpecsOf(workload)
      .flatMap(containersOfPod)
      .forEach((container, place) => {
        if (checked.has(container.behavior)) return
        checked.add(container.behavior)
        checkBehavior(`workloads[${index}], container ${place}, behavior`, container, spec)
      })
  })
}

function checkTimes({ durationUs, intervalUs, warmUpUs, replications }: ClusterSpec): void {
  if (!(durationUs > 0 && durationUs < Infinity))
    throw wrong('durationUs', durationUs, 'a finite time above 0')
  if (!(intervalUs > 0)) throw wrong('intervalUs', intervalUs, 'a time above 0')
  if (!(warmUpUs >= 0 && warmUpUs < durationUs)) throw wrong('warmUpUs', warmUpUs, 'a time before the end')
  if (!(Number.isInteger(replications) && replications >= 1))
    throw wrong('replications', replications, 'a whole number, at least 1')
}

function checkBehavior(name: string, { behavior }: ContainerSpec, spec: ClusterSpec): void {
  const { dependsOn = [], ...ofProcess } = behavior
  checkDistributions(name, ofProcess)
  dependsOn.forEach(({ to }, index) => {
    checkRef(`${name}.dependsOn[${index}].to`, to, spec)
  })
  const { durationUs } = spec
  for (const kind of ['slow', 'pause'] as const) {
    const phases = behavior[kind]
    const problem = phases && phasesProblem(phases, durationUs)
    if (problem !== undefined) throw new RangeError(`${name}.${kind} ${problem}`)
  }
}

function checkRequests(spec: ClusterSpec): void {
  spec.services.forEach(({ traffic }, index) => {
    if (traffic === undefined) return
    const name = `services[${index}].traffic`
    checkDistributions(`${name}.perPod`, traffic.perPod)
    if (!(traffic.retries.backoffUs > 0))
      throw wrong(`${name}.retries.backoffUs`, traffic.retries.backoffUs, 'a time above 0')
    for (const { to } of traffic.calls) checkRef(`${name}.calls`, to, spec)
  })
  spec.externals?.forEach((external, index) => {
    checkDistributions(`externals[${index}]`, external)
  })
}

function checkRef(
  name: string,
  { kind, index }: ServiceRef,
  { services, externals = [] }: ClusterSpec,
): void {
  const list = kind === 'service' ? services : externals
  if (index in list) return
  throw wrong(`${name}.index`, index, `a place in ${kind}s, of which there are ${list.length}`)
}

/** Every distribution within a value, at whatever depth. */
function checkDistributions(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if (isDistribution(value)) {
    const problem = distributionProblem(value)
    if (problem !== undefined) throw new RangeError(`${name}: ${problem}`)
    return
  }
  for (const [key, part] of Object.entries(value)) checkDistributions(`${name}.${key}`, part)
}

function isDistribution(value: object): value is Parameters<typeof distributionProblem>[0] {
  return 'kind' in value && typeof value.kind === 'string'
}

function wrong(name: string, value: number, expected: string): RangeError {
  return new RangeError(`${name} is ${value}; expected ${expected}`)
}
