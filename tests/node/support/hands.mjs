// What a person does on the page, by mouse (or finger) alone and by keyboard alone.

const TABS_MAX = 120;

export function mouse(page, isPhone) {
  const press = (target) => (isPhone ? target.tap() : target.click());
  return {
    press,
    // Text needs keys, wherever the caret came from.
    async write(field, text) {
      await press(field);
      await field.fill(text);
    },
    async choose(select, label) {
      await press(select);
      await page.keyboard.press('Escape');
      await select.selectOption({ label });
    },
    async send(button) {
      await press(button);
    },
  };
}

// What has the focus, seen from target: it is there, in the list of its menu, at another message of
// its list (which way?), or elsewhere.
function whereAmI(target) {
  const active = document.activeElement;
  if (active === target) return 'there';
  if (target.matches('[role=menuitem]') && active.matches('[role=menuitem]')) return 'ArrowDown';
  if (target.matches('[role=tab]') && active.matches('[role=tab]')) return 'ArrowRight';
  const radios = '.user[role=radio]';
  if (target.matches(radios) && active.matches(radios)) return 'ArrowRight';
  if (target.matches('.place') && active.closest('ul') === target.closest('ul')) return 'ArrowDown';
  const message = target.closest('.message');
  if (!message || !active.matches('.message') || active === message) return 'Tab';
  if (active.parentElement !== message.parentElement) return 'Tab';
  const isBelow = active.compareDocumentPosition(message) & Node.DOCUMENT_POSITION_FOLLOWING;
  return isBelow ? 'ArrowDown' : 'ArrowUp';
}

export function keyboard(page) {
  const reach = async (target) => {
    await target.waitFor();
    const from = await page.evaluate(() => document.activeElement.outerHTML.slice(0, 100));
    for (let i = 0; i < TABS_MAX; i += 1) {
      const key = await target.evaluate(whereAmI);
      if (key === 'there') return;
      await page.keyboard.press(key);
    }
    throw new Error(`no key leads from ${from} to ${target}`);
  };
  return {
    async press(target) {
      await reach(target);
      const isChoice = await target.evaluate((node) => node.matches('input[type=radio]'));
      await page.keyboard.press(isChoice ? 'Space' : 'Enter');
    },
    async write(field, text) {
      await reach(field);
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.insertText(text);
    },
    async choose(select, label) {
      await reach(select);
      await page.keyboard.type(label);
    },
    // A form and the field for messages are sent from where one writes.
    async send() {
      const isLong = await page.evaluate(
        () => document.activeElement.matches('dialog textarea, dialog select'),
      );
      await page.keyboard.press(isLong ? 'ControlOrMeta+Enter' : 'Enter');
    },
  };
}
