export function MapPage(_props: object) {
  return <h1>Map</h1>;
}
