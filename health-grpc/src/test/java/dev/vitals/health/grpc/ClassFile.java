package dev.vitals.health.grpc;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a class refers to, read from its bytes [JVMS, 4.4 to 4.6]. By hand, since JDK 17 has no
 * reader of its own and this needs the constants alone.
 *
 * @param name of the class, with dots
 * @param interfaces that it names itself
 * @param classes that it names anywhere
 * @param members of others, and its own, that it uses: {@code java.lang.Class.forName}
 * @param declared the names of its own methods
 */
record ClassFile(
    String name,
    Set<String> interfaces,
    Set<String> classes,
    Set<String> members,
    Set<String> declared) {

  private static final int UTF8 = 1;
  private static final int INTEGER = 3;
  private static final int FLOAT = 4;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int CLASS = 7;
  private static final int FIELD = 9;
  private static final int METHOD = 10;
  private static final int INTERFACE_METHOD = 11;
  private static final int NAME_AND_TYPE = 12;
  private static final int METHOD_HANDLE = 15;
  private static final int DYNAMIC = 17;
  private static final int INVOKE_DYNAMIC = 18;

  static ClassFile of(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    in.skipBytes(8); // magic and versions
    return new Reader(in).read();
  }

  /** Reads one class. */
  private static final class Reader {
    private final DataInputStream in;
    private final int[] tags;
    private final int[] first;
    private final int[] second;
    private final String[] texts;

    Reader(DataInputStream in) throws IOException {
      this.in = in;
      int size = in.readUnsignedShort();
      tags = new int[size];
      first = new int[size];
      second = new int[size];
      texts = new String[size];
      for (int i = 1; i < size; i++) {
        constant(i);
        if (tags[i] == LONG || tags[i] == DOUBLE) {
          i++; // they take two places
        }
      }
    }

    private void constant(int i) throws IOException {
      tags[i] = in.readUnsignedByte();
      switch (tags[i]) {
        case UTF8 -> texts[i] = in.readUTF();
        case INTEGER, FLOAT -> in.readInt();
        case LONG, DOUBLE -> in.readLong();
        case FIELD, METHOD, INTERFACE_METHOD, NAME_AND_TYPE, DYNAMIC, INVOKE_DYNAMIC -> {
          first[i] = in.readUnsignedShort();
          second[i] = in.readUnsignedShort();
        }
        case METHOD_HANDLE -> {
          in.readUnsignedByte();
          first[i] = in.readUnsignedShort();
        }
        default -> first[i] = in.readUnsignedShort(); // a class, a string, a type, a module …
      }
    }

    ClassFile read() throws IOException {
      in.readUnsignedShort(); // access
      String name = type(in.readUnsignedShort());
      in.readUnsignedShort(); // the class above
      Set<String> interfaces = new TreeSet<>();
      for (int left = in.readUnsignedShort(); left > 0; left--) {
        interfaces.add(type(in.readUnsignedShort()));
      }
      names(); // of fields
      return new ClassFile(name, interfaces, classes(), members(), new TreeSet<>(names()));
    }

    /** Reads fields or methods. */
    private List<String> names() throws IOException {
      List<String> names = new ArrayList<>();
      for (int left = in.readUnsignedShort(); left > 0; left--) {
        in.readUnsignedShort(); // access
        names.add(texts[in.readUnsignedShort()]);
        in.readUnsignedShort(); // type
        for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
          in.readUnsignedShort();
          in.skipBytes(in.readInt());
        }
      }
      return names;
    }

    private Set<String> classes() {
      Set<String> classes = new TreeSet<>();
      for (int i = 1; i < tags.length; i++) {
        if (tags[i] == CLASS) {
          classes.add(type(i));
        }
      }
      return classes;
    }

    private Set<String> members() {
      Set<String> members = new TreeSet<>();
      for (int i = 1; i < tags.length; i++) {
        if (tags[i] >= FIELD && tags[i] <= INTERFACE_METHOD) {
          members.add(type(first[i]) + '.' + texts[first[second[i]]]);
        }
      }
      return members;
    }

    private String type(int i) {
      return texts[first[i]].replace('/', '.');
    }
  }
}
