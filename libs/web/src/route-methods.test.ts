import { expect, test } from "vitest";
import { RouteMethods } from "./route-methods.ts";

const routes = new RouteMethods();
routes.add("/", ["GET", "HEAD"]);
routes.add("/faults/reset", "POST");
routes.add("/faults/:name", "POST");
routes.add("/faults/:name", ["GET", "HEAD"]);
routes.add("/static/*", "GET");

test.each([
  ["/", ["GET", "HEAD"]],
  ["/faults/reset", ["GET", "HEAD", "POST"]],
  ["/faults/any", ["GET", "HEAD", "POST"]],
  ["/static/img/a.svg", ["GET"]],
  ["/static/", ["GET"]],
  ["/faults/", []],
  ["/faults/any/more", []],
  ["/static", []],
  ["/nothing", []],
])("%s takes %j", (path, methods) => expect(routes.at(path)).toEqual(methods));
