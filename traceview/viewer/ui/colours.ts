export { colourOf, COLOURS } from "@hipstershop/traces/service-colours";
