// The list of runs: two of them can be ticked, no third.

const boxes = [...document.querySelectorAll('input[name=run]')];
const button = document.getElementById('side-by-side');

function tell() {
  const ticked = boxes.filter((box) => box.checked).length;
  for (const box of boxes) box.disabled = ticked >= 2 && !box.checked;
  if (button !== null) button.disabled = ticked !== 2;
}

for (const box of boxes) box.addEventListener('change', tell);
tell();
