export { type FaultConfig, startFaults } from "./start.ts";
export { APP_FAULT, APP_FAULT_IGNORED, FAULT_HEADER, FAULTS_COUNTER, OFF, SHOP_FAULT, SHOP_LEARNER } from "./names.ts";
