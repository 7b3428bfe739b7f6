package dev.tidemark.jconsole;

import java.awt.Component;
import java.awt.GridLayout;
import java.util.Optional;
import javax.swing.JComboBox;
import javax.swing.JLabel;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JTextField;

/** Asks where a snapshot goes, and what the guest does meanwhile. Remembers the last answers. Event thread alone. */
final class SnapshotForm extends JPanel {
    private static final long serialVersionUID = 1;

    private enum Guest {
        PROGRAM("", "the program makes it stand still, if it can"),
        STILL("still", "it stands still, I know"),
        RUNNING("running", "it runs on: pages are of different moments");

        final String choice;
        final String text;

        Guest(String choice, String text) {
            this.choice = choice;
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private final JTextField store = new JTextField(36);
    private final JComboBox<Guest> guest = new JComboBox<>(Guest.values());

    SnapshotForm() {
        super(new GridLayout(4, 1, 0, 4));
        store.setName("store");
        guest.setName("guest");
        label("Store: a directory, as the JVM that is watched sees it", store);
        label("The guest, meanwhile", guest);
    }

    private void label(String text, javax.swing.JComponent of) {
        JLabel label = new JLabel(text);
        label.setLabelFor(of);
        add(label);
        add(of);
    }

    /** What the user wants; empty if nothing. */
    Optional<SnapshotOrder> ask(Component parent, String region) {
        int answer = JOptionPane.showConfirmDialog(
                parent, this, "Snapshot of " + region, JOptionPane.OK_CANCEL_OPTION, JOptionPane.PLAIN_MESSAGE);
        String directory = store.getText().strip();
        return answer != JOptionPane.OK_OPTION || directory.isEmpty()
                ? Optional.empty()
                : Optional.of(new SnapshotOrder(region, directory, ((Guest) guest.getSelectedItem()).choice));
    }
}
