// Blocks and a form, as an app writes them.

export const plainText = (text) => ({ type: 'plain_text', text });
export const option = (value, text) => ({ text: plainText(text), value });

// A form with one input of each kind.
export function updateForm() {
  return {
    type: 'modal',
    callback_id: 'update',
    title: plainText('Post an update'),
    submit: plainText('Post'),
    close: plainText('Not now'),
    notify_on_close: true,
    blocks: [
      {
        type: 'input',
        block_id: 'what',
        label: plainText('What is known'),
        hint: plainText('One or two sentences.'),
        element: { type: 'plain_text_input', action_id: 'a', multiline: true },
      },
      {
        type: 'input',
        block_id: 'level',
        label: plainText('Severity'),
        element: {
          type: 'static_select',
          action_id: 'a',
          options: [option('sev1', 'SEV1'), option('sev2', 'SEV2')],
        },
      },
      {
        type: 'input',
        block_id: 'lead',
        label: plainText('Lead'),
        optional: true,
        element: { type: 'users_select', action_id: 'a' },
      },
      {
        type: 'input',
        block_id: 'room',
        label: plainText('Room'),
        optional: true,
        element: { type: 'conversations_select', action_id: 'a' },
      },
      {
        type: 'input',
        block_id: 'day',
        label: plainText('Day'),
        optional: true,
        element: { type: 'datepicker', action_id: 'a' },
      },
      {
        type: 'input',
        block_id: 'hour',
        label: plainText('Hour'),
        optional: true,
        element: { type: 'timepicker', action_id: 'a' },
      },
      {
        type: 'input',
        block_id: 'scope',
        label: plainText('Scope'),
        optional: true,
        element: {
          type: 'radio_buttons',
          action_id: 'a',
          options: [option('all', 'Everybody'), option('some', 'Some')],
        },
      },
      {
        type: 'input',
        block_id: 'also',
        label: plainText('Also'),
        optional: true,
        element: {
          type: 'checkboxes',
          action_id: 'a',
          options: [option('page', 'Page'), option('mail', 'Mail')],
        },
      },
    ],
  };
}

export const actionsBlock = (...elements) => ({ type: 'actions', block_id: 'row', elements });
export const button = (action_id, text, more = {}) => ({
  type: 'button',
  action_id,
  text: plainText(text),
  value: `value of ${action_id}`,
  ...more,
});
