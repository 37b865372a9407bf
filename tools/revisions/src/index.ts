export { imagesFolder } from "./address-file.ts";
export { RouterClient, type RouterOptions, stopRouter } from "./client.ts";
export type { DeployEvent, DeployRequest, RevisionStatus, RouterStatus, ServiceStatus } from "./model.ts";
