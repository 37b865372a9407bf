export function RedPage(_props: object) {
  return <h1>Red</h1>;
}
