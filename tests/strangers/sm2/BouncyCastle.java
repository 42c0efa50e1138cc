// Bouncy Castle behind the questions of ours.cpp. Usage: java -cp bcprov.jar BouncyCastle.java
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigInteger;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.encoders.Hex;

public class BouncyCastle {
  static final X9ECParameters CURVE = GMNamedCurves.getByName("sm2p256v1");
  static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());
  static final byte[] IDENTIFIER = "1234567812345678".getBytes();

  static byte[] bytes(String word) {
    return word.equals("-") ? new byte[0] : Hex.decode(word);
  }

  static SM2Signer signer(boolean forSigning, CipherParameters key, byte[] message) {
    SM2Signer signer = new SM2Signer(PlainDSAEncoding.INSTANCE);
    signer.init(forSigning, new ParametersWithID(key, IDENTIFIER));
    signer.update(message, 0, message.length);
    return signer;
  }

  static String answer(String[] words) throws Exception {
    if (words[0].equals("verify")) {
      try {
        ECPoint point = CURVE.getCurve().decodePoint(Hex.decode("04" + words[1]));
        SM2Signer signer = signer(false, new ECPublicKeyParameters(point, DOMAIN), bytes(words[2]));
        return signer.verifySignature(bytes(words[3])) ? "yes" : "no";
      } catch (IllegalArgumentException refused) {
        return "no";
      }
    }
    BigInteger secret = new BigInteger(1, Hex.decode(words[1]));
    if (words[0].equals("public")) {
      return Hex.toHexString(CURVE.getG().multiply(secret).normalize().getEncoded(false)).substring(2);
    }
    return Hex.toHexString(signer(true, new ECPrivateKeyParameters(secret, DOMAIN), bytes(words[2])).generateSignature());
  }

  public static void main(String[] arguments) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(answer(line.split(" ")));
      System.out.flush();
    }
  }
}
