export { type FaultConfig, startFaults } from "./start.ts";
