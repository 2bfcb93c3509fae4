/** New versions: workloads go on to their next revision, or back to the one before; images of bare Pods are edited in place. */
import { noTemplate, previousTemplate, useTemplate } from '../control/revisions.ts'
import { rollOut } from '../control/rollout.ts'
import type { FaultOf, FaultRule } from './fault-rule.ts'
import { containersOf } from './targets.ts'

export const rollout: FaultRule<FaultOf<'rollout'>> = {
  deletesPods: true,
  begin(state, _, { revisions, edit }) {
    for (const { workload, revision } of revisions)
      useTemplate(state, workload, state.workload.firstTemplate[workload] + revision)
    if (edit === undefined) return
    for (const container of containersOf(state, edit.containers))
      rollOut(state, container, state.imageNumbers.get(edit.image)!)
  },
}

export const rollback: FaultRule<FaultOf<'rollback'>> = {
  deletesPods: true,
  begin(state, _, { workloads }) {
    for (const workload of workloads) {
      const template = previousTemplate(state, workload)
      if (template !== noTemplate) useTemplate(state, workload, template)
    }
  },
}
