/** The controllers that are simulated, in the order of their names; the place of each is its `ControllerId`. */
import type { ControllerRule } from './controller.ts'
import { replicaSetController } from './replica-set.ts'

export const controllerRules: readonly ControllerRule[] = [replicaSetController]
