export function ComparePage(_props: object) {
  return <h1>Compare</h1>;
}
