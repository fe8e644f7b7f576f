// Buttons that copy a text of the page. Where the browser lets nothing be copied, the text is selected instead.

export function enableCopying() {
  const said = document.getElementById('copied');
  for (const button of document.querySelectorAll('[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      void copyFor(button, said);
    });
  }
}

async function copyFor(button, said) {
  const copied = await copy(document.getElementById(button.dataset.copy));
  said.textContent = copied ? 'Copied.' : 'Selected: copy it with the keyboard.';
  button.textContent = copied ? 'Copied' : 'Selected';
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 2000);
}

async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  } catch {
    getSelection()?.selectAllChildren(source);
    return false;
  }
}
